import { Ellipsis, Trash2 } from "lucide-preact";
import type { ProjectClass } from "../../api/types";
import { recording } from "../../state/camera";
import { fresh, removeClass, renameClass } from "../../state/editing";
import { filesOf } from "../../state/folders";
import { importInto } from "../../state/importing";
import type { ProjectStore } from "../../state/project";
import { outbox } from "../../state/sending";
import { count } from "../../state/words";
import { AddButtons } from "../capture/add-buttons";
import { useDrop } from "../capture/drop";
import { Recorder } from "../capture/recorder";
import { coloured } from "../shell/colour";
import { Menu, MenuItem } from "../shell/menu";
import { NameEdit } from "../shell/name-edit";
import { CardPictures } from "./card-pictures";
import "./class-card.css";

interface Props {
  readonly store: ProjectStore;
  readonly one: ProjectClass;
}

/** A class: its name, its newest pictures, and every way to give it more. */
export function ClassCard({ store, one }: Props) {
  const { over, zone } = useDrop((found) => void importInto(store, one.id, found));
  const paste = async (event: ClipboardEvent) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    await importInto(store, one.id, await filesOf(event.clipboardData));
  };
  return (
    <section
      class={over.value ? "class-card over" : "class-card"}
      style={coloured(one.color)}
      aria-label={one.name}
      onPaste={(event) => void paste(event)}
      {...zone}
    >
      <header class="class-head">
        <span class="dot" />
        <div class="class-name">
          <h3>
            <NameEdit
              name={one.name}
              label="Class name"
              fresh={fresh.value === one.id}
              onRename={(name) => renameClass(store, one, name)}
            />
          </h3>
          <Counts store={store} one={one} />
        </div>
        <AddButtons store={store} one={one} />
        <Menu label={`More for ${one.name}`} button={<Ellipsis />}>
          <a class="menu-item" role="menuitem" href={`/p/${store.id}/c/${one.id}`}>
            Show all pictures
          </a>
          <MenuItem wrong onPick={() => void removeClass(store, one)}>
            <Trash2 /> Delete class
          </MenuItem>
        </Menu>
      </header>
      {recording.value === one.id && <Recorder store={store} one={one} />}
      <CardPictures store={store} one={one} />
    </section>
  );
}

function Counts({ store, one }: Props) {
  const waiting = outbox.waiting(store.id, one.id).value;
  return (
    <p class="small soft figures">
      {count(one.examples, "picture")}
      {waiting > 0 && <span class="waiting"> · {waiting} waiting</span>}
    </p>
  );
}

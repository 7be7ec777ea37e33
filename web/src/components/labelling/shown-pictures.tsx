import { useSignal } from "@preact/signals";
import { ImagePlus, X } from "lucide-preact";
import { useRef } from "preact/hooks";
import { type Shows, thumbnail } from "../../api/graft";
import type { Example } from "../../api/types";
import { removePictures } from "../../state/editing";
import { filesOfDialog } from "../../state/folders";
import { addShown, relabel } from "../../state/labelling";
import { everything } from "../../state/pictures";
import { mostShown, type ProjectStore } from "../../state/project";
import { isLabelled } from "../../state/shows";
import { count } from "../../state/words";
import { pictureTypes } from "../capture/add-buttons";
import { useDrop } from "../capture/drop";
import { LabelToggles } from "./label-toggles";
import { ValueField } from "./value-field";
import "./shown-pictures.css";

interface Props {
  readonly store: ProjectStore;
}

/** All pictures of a project of values or of several labels, each with what it shows. */
export function ShownPictures({ store }: Props) {
  const shows = useSignal<Shows>({});
  const dialog = useRef<HTMLInputElement>(null);
  const { over, zone } = useDrop((found) => void addShown(store, found, shows.peek()));
  const { items, total } = store.pictures.value.get(everything) ?? { items: [], total: 0 };
  const unknown = items.filter((one) => !isLabelled(one)).length;
  const picked = () => {
    if (dialog.current?.files) void addShown(store, filesOfDialog(dialog.current.files), shows.peek());
    if (dialog.current) dialog.current.value = "";
  };
  return (
    <section class={over.value ? "class-card over" : "class-card"} aria-label="Pictures" {...zone}>
      <header class="shown-head">
        <div class="class-name">
          <h3>{store.project.value?.target?.quantity ?? "Pictures"}</h3>
          <p class="small soft figures">
            {count(total, "picture")}
            {unknown > 0 && <span class="waiting"> · {unknown} to be labelled</span>}
          </p>
        </div>
        <button type="button" class="button" onClick={() => dialog.current?.click()}>
          <ImagePlus /> Pictures
        </button>
        <input
          ref={dialog}
          id={`add-${everything}`}
          type="file"
          multiple
          hidden
          accept={pictureTypes}
          aria-label="Picture files"
          onChange={picked}
        />
      </header>
      <Next store={store} shows={shows.value} onShows={(now) => (shows.value = now)} />
      {total === 0 ? <p class="class-empty soft">Drop pictures here, or a zip with a CSV file beside them.</p> : null}
      <ul class="shown-list">
        {items.map((item) => (
          <Shown key={item.id} store={store} item={item} />
        ))}
      </ul>
      {items.length < Math.min(total, mostShown) && (
        <button type="button" class="button" onClick={() => void store.showMore()}>
          Show more
        </button>
      )}
    </section>
  );
}

/** What the pictures that are added next show. */
function Next({ store, shows, onShows }: Props & { readonly shows: Shows; readonly onShows: (shows: Shows) => void }) {
  if (store.task.value === "regression") {
    return (
      <div class="shown-next">
        <span class="small soft">The next pictures have the value</span>
        <ValueField
          label="Value of the next pictures"
          value={shows.value ?? null}
          unit={store.project.value?.target?.unit ?? null}
          onValue={(value) => onShows({ value })}
        />
      </div>
    );
  }
  if (!store.classes.value.length) return null;
  return (
    <div class="shown-next">
      <span class="small soft">The next pictures show</span>
      <LabelToggles label="The next pictures show" classes={store.classes.value} shows={shows} onShows={onShows} />
    </div>
  );
}

function Shown({ store, item }: Props & { readonly item: Example }) {
  const name = item.file_name || "this picture";
  const labels = { classIds: item.class_ids, noneOfThese: item.none_of_these };
  return (
    <li class={isLabelled(item) ? "shown" : "shown unknown"}>
      <div class="picture">
        <img src={thumbnail(item.sha256)} alt="" title={name} fetchPriority="low" loading="lazy" decoding="async" />
        <button
          type="button"
          class="picture-remove"
          aria-label={`Remove ${name}`}
          onClick={() => void removePictures(store, [item])}
        >
          <X />
        </button>
      </div>
      {store.task.value === "regression" ? (
        <ValueField
          label={`Value of ${name}`}
          value={item.value}
          onValue={(value) => void relabel(store, item, { value })}
        />
      ) : (
        <LabelToggles
          label={`What ${name} shows`}
          classes={store.classes.value}
          shows={labels}
          onShows={(shows) => void relabel(store, item, shows)}
        />
      )}
    </li>
  );
}

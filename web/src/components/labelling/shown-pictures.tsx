import { useSignal } from "@preact/signals";
import { ChevronLeft, ChevronRight, ImagePlus, ListFilter } from "lucide-preact";
import { useRef } from "preact/hooks";
import { type Shows, thumbnail } from "../../api/graft";
import type { Example } from "../../api/types";
import { removePictures } from "../../state/editing";
import { filesOfDialog } from "../../state/folders";
import { addShown, relabel } from "../../state/labelling";
import { everything, pageSize } from "../../state/pictures";
import type { ProjectStore } from "../../state/project";
import { isLabelled } from "../../state/shows";
import { attempt } from "../../state/toasts";
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
  const unknown = store.open.value;
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
            {unknown > 0 && <span class="waiting"> · {unknown.toLocaleString("en")} to be labelled</span>}
          </p>
        </div>
        {(unknown > 0 || store.listed.value.open) && <OnlyOpen store={store} />}
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
      <Pages store={store} />
    </section>
  );
}

function OnlyOpen({ store }: Props) {
  const { open } = store.listed.value;
  const press = () => attempt(() => store.list({ from: 0, open: !open }));
  return (
    <button type="button" class="button" aria-pressed={open} onClick={() => void press()}>
      <ListFilter /> To be labelled
    </button>
  );
}

/** The way to the pictures that came before, or after. */
function Pages({ store }: Props) {
  const { from, open } = store.listed.value;
  const total = open ? store.open.value : (store.pictures.value.get(everything)?.total ?? 0);
  if (total <= pageSize) return null;
  const turn = async (to: number, button: EventTarget | null) => {
    await attempt(() => store.list({ from: to, open }));
    if (button instanceof Element) button.closest("section")?.scrollIntoView();
  };
  const to = Math.min(total, from + pageSize);
  return (
    <nav class="shown-pages" aria-label="Pages of pictures">
      <button
        type="button"
        class="button"
        disabled={from === 0}
        onClick={(event) => void turn(Math.max(0, from - pageSize), event.currentTarget)}
      >
        <ChevronLeft /> Newer
      </button>
      <span class="small soft figures">
        {(from + 1).toLocaleString("en")} to {to.toLocaleString("en")} of {total.toLocaleString("en")}
      </span>
      <button
        type="button"
        class="button"
        disabled={to === total}
        onClick={(event) => void turn(from + pageSize, event.currentTarget)}
      >
        Older <ChevronRight />
      </button>
    </nav>
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
        />
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

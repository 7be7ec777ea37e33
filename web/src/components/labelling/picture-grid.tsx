import { useSignal } from "@preact/signals";
import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { thumbnail } from "../../api/graft";
import type { Example, ProjectClass } from "../../api/types";
import { movePictures, removePictures } from "../../state/editing";
import type { ProjectStore } from "../../state/project";
import { useKeptFocus } from "./kept-focus";
import { SelectionBar } from "./selection-bar";
import "./picture-grid.css";

interface Props {
  readonly store: ProjectStore;
  readonly one: ProjectClass;
  readonly items: readonly Example[];
  readonly large?: boolean;
  /** A last place in the grid that is no picture. */
  readonly children?: ComponentChildren;
}

/** Pictures of one class: click to select, shift-click for a run of them, Delete to remove. */
export function PictureGrid({ store, one, items, large, children }: Props) {
  const selected = useSignal<ReadonlySet<string>>(new Set());
  const anchor = useRef(0);
  const { list, leaving } = useKeptFocus(items);
  const chosen = items.filter((item) => selected.value.has(item.id));

  const clear = () => {
    selected.value = new Set();
  };
  const toggle = (index: number, event: MouseEvent) => {
    const next = new Set(selected.value);
    const [from, to] = event.shiftKey ? [anchor.current, index].sort((a, b) => a - b) : [index, index];
    const run = items.slice(from, (to ?? index) + 1).map((item) => item.id);
    const adding = event.shiftKey || !next.has(run[0] ?? "");
    for (const id of run) adding ? next.add(id) : next.delete(id);
    anchor.current = index;
    selected.value = next;
  };
  const remove = async (gone: readonly Example[]) => {
    if (!(await removePictures(store, gone))) return;
    clear();
  };
  const move = async (to: ProjectClass) => {
    if (!(await movePictures(store, chosen, to))) return;
    clear();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") clear();
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    const focused = items.filter((item) => item.id === (event.target as HTMLElement).dataset.id);
    const gone = chosen.length ? chosen : focused;
    if (!gone.length) return;
    leaving(event.target as HTMLElement);
    void remove(gone);
  };

  return (
    <>
      <ul
        ref={list}
        class={large ? "pictures large" : "pictures"}
        aria-label={`Pictures of ${one.name}`}
        onKeyDown={press}
      >
        {items.map((item, index) => (
          <li key={item.id} class="picture">
            <button
              type="button"
              data-id={item.id}
              aria-pressed={selected.value.has(item.id)}
              aria-label={`Picture ${index + 1} of ${one.name}`}
              title={item.file_name || undefined}
              onClick={(event) => toggle(index, event)}
            >
              <img src={thumbnail(item.sha256)} alt="" loading="lazy" decoding="async" draggable={false} />
            </button>
            <button
              type="button"
              class="picture-remove"
              tabIndex={-1}
              aria-label={`Remove picture ${index + 1} of ${one.name}`}
              onClick={() => void remove([item])}
            >
              <X />
            </button>
          </li>
        ))}
        {children}
      </ul>
      {chosen.length > 0 && (
        <SelectionBar
          number={chosen.length}
          others={store.classes.value.filter((other) => other.id !== one.id)}
          onMove={(to) => void move(to)}
          onRemove={() => void remove(chosen)}
          onClear={clear}
        />
      )}
    </>
  );
}

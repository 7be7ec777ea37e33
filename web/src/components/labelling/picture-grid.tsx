import type { ComponentChildren } from "preact";
import type { Example, ProjectClass } from "../../api/types";
import { movePictures, removePictures } from "../../state/editing";
import type { ProjectStore } from "../../state/project";
import { useActs } from "./acts";
import { useKeptFocus } from "./kept-focus";
import { PictureCell } from "./picture-cell";
import { useSelection } from "./selection";
import { SelectionBar } from "./selection-bar";
import "./picture-grid.css";

interface Props {
  readonly store: ProjectStore;
  readonly one: ProjectClass;
  readonly items: readonly Example[];
  /** A last place in the grid that is no picture. */
  readonly children?: ComponentChildren;
}

/** Some pictures of one class: click to select, shift-click for a run of them, Delete to remove. */
export function PictureGrid({ store, one, items, children }: Props) {
  const selection = useSelection(async (from, to) => items.slice(from, to + 1));
  const { list, leaving } = useKeptFocus(items);
  const chosen = selection.chosen.filter((other) => items.some((item) => item.id === other.id));

  const remove = async (gone: readonly Example[]) => {
    if (await removePictures(store, gone)) selection.clear();
  };
  const move = async (to: ProjectClass) => {
    if (await movePictures(store, chosen, to)) selection.clear();
  };
  const acts = useActs({ at: (place) => items[place], selection, remove });
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") selection.clear();
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    const focused = items.filter((item) => item.id === (event.target as HTMLElement).dataset.id);
    const gone = chosen.length ? chosen : focused;
    if (!gone.length) return;
    leaving(event.target as HTMLElement);
    void remove(gone);
  };

  return (
    <>
      <ul ref={list} class="pictures" aria-label={`Pictures of ${one.name}`} onKeyDown={press}>
        {items.map((item, place) => (
          <PictureCell
            key={item.id}
            item={item}
            place={place}
            of={one.name}
            selected={selection.has(item)}
            acts={acts}
          />
        ))}
        {children}
      </ul>
      {chosen.length > 0 && (
        <SelectionBar
          number={chosen.length}
          others={store.classes.value.filter((other) => other.id !== one.id)}
          onMove={(to) => void move(to)}
          onRemove={() => void remove(chosen)}
          onClear={selection.clear}
        />
      )}
    </>
  );
}

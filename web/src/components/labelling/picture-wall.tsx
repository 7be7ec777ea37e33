import { useEffect, useRef } from "preact/hooks";
import type { Example, ProjectClass } from "../../api/types";
import type { Album } from "../../state/album";
import { movePictures, removePictures } from "../../state/editing";
import type { ProjectStore } from "../../state/project";
import { attempt } from "../../state/toasts";
import { useActs } from "./acts";
import { cornerOf, heightOf, placeAfter } from "./in-view";
import { PictureCell } from "./picture-cell";
import { usePlace } from "./place";
import { type Seen, useScrolled } from "./scrolled";
import { useSelection } from "./selection";
import { SelectionBar } from "./selection-bar";
import "./picture-grid.css";

interface Props {
  readonly store: ProjectStore;
  readonly one: ProjectClass;
  readonly album: Album;
}

/** Pixels of a picture's side, at least. */
const least = 132;

/** The places that are drawn: those in view, and where the keyboard is. */
function drawn({ from, to }: Seen, here: number): readonly number[] {
  const places = Array.from({ length: to - from }, (_, index) => from + index);
  if (here < from) return [here, ...places];
  return here < to ? places : [...places, here];
}

/** All pictures of a class, however many: only those in view are drawn, and read. */
export function PictureWall({ store, one, album }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const total = album.total.value;
  const seen = useScrolled(list, total, least);
  const { here, came, go } = usePlace(list, total);
  const selection = useSelection(async (from, to) => (await attempt(() => album.between(from, to))) ?? []);
  useEffect(() => album.look(seen.from, seen.to), [album, seen.from, seen.to]);

  const remove = async (gone: readonly Example[]) => {
    if (gone.length && (await removePictures(store, gone))) selection.clear();
  };
  const move = async (to: ProjectClass) => {
    if (await movePictures(store, selection.chosen, to)) selection.clear();
  };
  const acts = useActs({ at: (place) => album.at(place), selection, remove, came });
  const press = (event: KeyboardEvent) => {
    const focused = album.at(here);
    if (event.key === "Escape") return selection.clear();
    if (event.key === "Delete" || event.key === "Backspace")
      return void remove(selection.chosen.length || !focused ? selection.chosen : [focused]);
    const all = event.key === "a" && (event.ctrlKey || event.metaKey);
    const command = event.ctrlKey || event.metaKey || event.altKey;
    const next = command ? null : placeAfter(event.key, here, total, seen.columns, seen.rows);
    if (all || next !== null) event.preventDefault();
    if (all) void selection.run(total - 1, 0);
    if (next === null) return;
    if (event.shiftKey) void selection.run(next, here);
    go(next);
  };

  const ids = new Set<string>();
  return (
    <>
      <ul
        ref={list}
        class="pictures wall"
        aria-label={`Pictures of ${one.name}`}
        style={{ height: heightOf(seen, total), "--columns": seen.columns }}
        onKeyDown={press}
      >
        {drawn(seen, here).map((place) => {
          const found = album.at(place);
          // While pictures move up, one may stand in two places for a moment.
          const item = found && !ids.has(found.id) ? found : undefined;
          if (item) ids.add(item.id);
          return (
            <PictureCell
              key={item?.id ?? place}
              item={item}
              place={place}
              of={one.name}
              selected={selection.has(item)}
              tabIndex={place === here ? 0 : -1}
              total={total}
              flying={seen.flung}
              {...cornerOf(seen, place)}
              acts={acts}
            />
          );
        })}
      </ul>
      {selection.chosen.length > 0 && (
        <SelectionBar
          number={selection.chosen.length}
          others={store.classes.value.filter((other) => other.id !== one.id)}
          onMove={(to) => void move(to)}
          onRemove={() => void remove(selection.chosen)}
          onClear={selection.clear}
        />
      )}
    </>
  );
}

import { useRef } from "preact/hooks";
import type { Example } from "../../api/types";
import type { Acts } from "./picture-cell";
import type { Selection } from "./selection";

interface Grid {
  /** The picture at a place, once it has been read. */
  at(place: number): Example | undefined;
  readonly selection: Selection;
  remove(gone: readonly Example[]): Promise<void>;
  came?(place: number): void;
}

/** What a click does in a grid: one object for the grid's whole life that goes by its last drawing. */
export function useActs(now: Grid): Acts {
  const grid = useRef(now);
  grid.current = now;
  const acts = useRef<Acts>({
    pick: (place, event) => {
      const { at, selection } = grid.current;
      const item = at(place);
      if (event.shiftKey) void selection.run(place);
      else if (item) selection.toggle(item, place);
    },
    remove: (place) => {
      const item = grid.current.at(place);
      if (item) void grid.current.remove([item]);
    },
    came: (place) => grid.current.came?.(place),
  });
  return acts.current;
}

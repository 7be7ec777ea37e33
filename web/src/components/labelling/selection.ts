import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Example } from "../../api/types";

/** Pictures of a list, from one place to another. */
export type Between = (from: number, to: number) => Promise<readonly Example[]>;

/** Pictures that are selected: one by one, or a run of them from the one before. */
export function useSelection(between: Between) {
  const selected = useSignal<ReadonlyMap<string, Example>>(new Map());
  const anchor = useRef(0);
  return {
    has: (item: Example | undefined) => !!item && selected.value.has(item.id),
    chosen: [...selected.value.values()],
    clear: () => {
      selected.value = new Map();
    },
    toggle: (item: Example, place: number) => {
      const next = new Map(selected.peek());
      if (!next.delete(item.id)) next.set(item.id, item);
      anchor.current = place;
      selected.value = next;
    },
    /** Selects all from the place selected before, or from `from`, to this one. */
    run: async (to: number, from = anchor.current) => {
      const more = await between(Math.min(from, to), Math.max(from, to));
      selected.value = new Map([...selected.peek(), ...more.map((item) => [item.id, item] as const)]);
      anchor.current = to;
    },
  };
}

export type Selection = ReturnType<typeof useSelection>;

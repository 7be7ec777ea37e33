import { useRef } from "preact/hooks";
import type { Acts } from "./picture-cell";

/** One object for a grid's whole life that does what the last drawing of the grid says. */
export function useActs(now: Acts): Acts {
  const latest = useRef(now);
  latest.current = now;
  const acts = useRef<Acts>({
    pick: (place, event) => latest.current.pick(place, event),
    remove: (place) => latest.current.remove(place),
    came: (place) => latest.current.came?.(place),
  });
  return acts.current;
}

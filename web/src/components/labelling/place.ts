import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** The place in a grid that the keyboard is at: one stop for Tab, from which arrows lead on. */
export function usePlace(list: RefObject<HTMLElement>, total: number) {
  const place = useSignal(0);
  const inside = useRef(false);
  const moved = useRef(false);
  const here = Math.max(0, Math.min(place.value, total - 1));
  useEffect(() => {
    const look = (event: Event) => {
      if (!list.current?.contains(event.target as Node)) inside.current = false;
    };
    document.addEventListener("pointerdown", look);
    document.addEventListener("focusin", look);
    return () => {
      document.removeEventListener("pointerdown", look);
      document.removeEventListener("focusin", look);
    };
  }, [list]);
  useLayoutEffect(() => {
    // A picture that goes takes the keyboard with it: the one in its place gets it.
    const lost = inside.current && document.activeElement === document.body;
    if (!moved.current && !lost) return;
    const cell = list.current?.querySelector<HTMLElement>(`[data-place="${here}"]`);
    cell?.focus({ preventScroll: true });
    if (moved.current) cell?.scrollIntoView({ block: "nearest" });
    moved.current = false;
  });
  return {
    here,
    /** It has come to a place by itself: by Tab, or a click. */
    came: (to: number) => {
      inside.current = true;
      place.value = to;
    },
    go: (to: number) => {
      moved.current = to !== here;
      place.value = to;
    },
  };
}

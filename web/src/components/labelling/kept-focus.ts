import { useEffect, useRef } from "preact/hooks";

/** Keeps the keyboard in a list when the item that had it goes: the next one takes it, or the last. */
export function useKeptFocus(items: readonly unknown[]) {
  const list = useRef<HTMLUListElement>(null);
  const place = useRef<number | null>(null);
  const places = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-id]") ?? [])];
  useEffect(() => {
    if (place.current === null || list.current?.contains(document.activeElement)) return;
    const left = places();
    // Whoever has moved on meanwhile is left there.
    if (document.activeElement === document.body) left[Math.min(place.current, left.length - 1)]?.focus();
    place.current = null;
  }, [items]);
  return {
    list,
    leaving: (item: HTMLElement) => {
      place.current = Math.max(0, places().indexOf(item));
    },
  };
}

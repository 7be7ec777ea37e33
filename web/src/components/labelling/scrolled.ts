import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { type Cells, cellsIn, type Span, spanIn } from "./in-view";

export interface Seen extends Cells, Span {
  /** Rows that the window has room for. */
  readonly rows: number;
  /** It goes by faster than anybody looks. */
  readonly flung: boolean;
}

/** Rows that are drawn above and below the window: a turn of the wheel finds its pictures there. */
const spare = 3;

/** Pixels a millisecond from which on nobody looks: a window's height in a fifth of a second. */
const fast = 4;
/** Milliseconds without speed after which somebody may look again. */
const calm = 80;

/** Which of a grid's places the window shows; follows scrolling, sizes, and what moves the grid. */
export function useScrolled(list: RefObject<HTMLElement>, total: number, least: number): Seen {
  const seen = useSignal<Seen>({ columns: 1, side: least, from: 0, to: 0, rows: 1, flung: false });
  useLayoutEffect(() => {
    let last = { top: 0, at: 0 };
    let timer = 0;
    const look = () => {
      if (!list.current) return;
      const { top, width } = list.current.getBoundingClientRect();
      const at = performance.now();
      const flung = last.at > 0 && Math.abs(top - last.top) > fast * (at - last.at);
      last = { top, at };
      const cells = cellsIn(width, least);
      const rows = Math.max(1, Math.floor(innerHeight / cells.side));
      const now = { ...cells, ...spanIn(cells, total, -top, innerHeight, spare), rows, flung };
      const before = seen.peek();
      const same = now.from === before.from && now.to === before.to && now.side === before.side;
      if (!same || now.rows !== before.rows || now.flung !== before.flung) seen.value = now;
      clearTimeout(timer);
      if (flung) timer = window.setTimeout(wait, calm);
    };
    // By way of a frame, which tells first whether it has been scrolled on: on a slow machine that comes late.
    const wait = () =>
      requestAnimationFrame(() => {
        const left = last.at + calm - performance.now();
        if (left > 0) timer = window.setTimeout(wait, left);
        else look();
      });
    look();
    const watch = new ResizeObserver(look);
    if (list.current) watch.observe(list.current);
    watch.observe(document.body); // a notice that comes above the grid moves it
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      clearTimeout(timer);
      watch.disconnect();
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [list, total, least]);
  return seen.value;
}

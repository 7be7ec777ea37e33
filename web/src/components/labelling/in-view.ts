/** A grid of equal square cells, of which only those in view, and some around them, are drawn. */

/** Pixels between cells, as --space-2 in styles/tokens.css. */
export const gap = 8;

export interface Cells {
  readonly columns: number;
  /** Pixels of a cell's side. */
  readonly side: number;
}

/** Places, from the first to before the second. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** As many columns as fit with cells of `least` pixels; the cells fill the width. */
export function cellsIn(width: number, least: number): Cells {
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  return { columns, side: Math.max(1, (width - gap * (columns - 1)) / columns) };
}

/** Pixels from the top of the first row to the bottom of the last. */
export function heightOf({ columns, side }: Cells, total: number): number {
  const rows = Math.ceil(total / columns);
  return Math.max(0, rows * (side + gap) - gap);
}

/**
 * Where the cell at a place begins. Its left and its width (picture-grid.css) are shares of the grid's width, so that
 * no cell is beyond the grid when the window is suddenly narrower; its top is in pixels.
 */
export function cornerOf({ columns, side }: Cells, place: number): { readonly left: string; readonly top: number } {
  return {
    left: `calc((100% + ${gap}px) * ${(place % columns) / columns})`,
    top: Math.floor(place / columns) * (side + gap),
  };
}

/** The places in a window of `height` pixels whose top is `above` pixels below the grid's, and `spare` rows around it. */
export function spanIn({ columns, side }: Cells, total: number, above: number, height: number, spare: number): Span {
  const row = side + gap;
  const rows = Math.ceil(total / columns);
  const first = Math.min(rows, Math.max(0, Math.floor(above / row) - spare));
  const last = Math.min(rows, Math.max(first, Math.ceil((above + height) / row) + spare));
  return { from: first * columns, to: Math.min(total, last * columns) };
}

/** The place that a key leads to from another; nothing where the key leads nowhere. */
export function placeAfter(key: string, place: number, total: number, columns: number, rows: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * rows,
    PageDown: columns * rows,
    Home: -total,
    End: total,
  };
  const step = steps[key];
  if (step === undefined || !total) return null;
  const there = place + step;
  // Up from the first row stays where it is; a page, or the end, goes as far as there is something.
  if (Math.abs(step) === columns && (there < 0 || there >= total)) return place;
  return Math.min(total - 1, Math.max(0, there));
}

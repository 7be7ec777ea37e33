import { expect, test } from "vitest";
import { cellsIn, cornerOf, gap, heightOf, placeAfter, spanIn } from "./in-view";

const cells = { columns: 8, side: 100 };

test("cells fill the width and are never smaller than the least", () => {
  for (const width of [76, 358, 1200, 3800]) {
    const { columns, side } = cellsIn(width, 132);
    expect(columns * side + gap * (columns - 1)).toBeCloseTo(Math.max(width, side));
    expect(side).toBeGreaterThanOrEqual(Math.min(width, 132));
  }
  expect(cellsIn(1200, 132).columns).toBe(8);
  expect(cellsIn(0, 132)).toEqual({ columns: 1, side: 1 });
});

test("the grid is as high as all its rows", () => {
  expect([0, 1, 8, 9].map((total) => heightOf(cells, total))).toEqual([0, 100, 100, 208]);
});

test("at the top the first rows are drawn, at the bottom the last", () => {
  const total = 20_003;
  expect(spanIn(cells, total, 0, 540, 2)).toEqual({ from: 0, to: 7 * 8 });
  const end = spanIn(cells, total, heightOf(cells, total) - 540, 540, 2);
  expect(end.to).toBe(total);
  expect(end.to - end.from).toBeLessThan(9 * 8);
});

test("what is drawn covers the window wherever it is, and hardly more", () => {
  for (let above = -1000; above < 3000; above += 77) {
    const { from, to } = spanIn(cells, 200, above, 540, 1);
    for (let place = 0; place < 200; place++) {
      const { top } = cornerOf(cells, place);
      if (top < above + 540 && top + cells.side > above) expect(place >= from && place < to).toBe(true);
    }
    expect(to - from).toBeLessThanOrEqual(9 * 8);
  }
});

test("a grid out of sight draws nothing that is far away", () => {
  expect(spanIn(cells, 200, 1e6, 540, 1)).toEqual({ from: 200, to: 200 });
  expect(spanIn(cells, 200, -1e6, 540, 1)).toEqual({ from: 0, to: 0 });
});

test("keys lead from place to place and never out of the grid", () => {
  const from = (key: string, place: number) => placeAfter(key, place, 20, 8, 3);
  expect(from("ArrowRight", 3)).toBe(4);
  expect(from("ArrowRight", 19)).toBe(19);
  expect(from("ArrowDown", 3)).toBe(11);
  expect(from("ArrowDown", 15)).toBe(15);
  expect(from("ArrowUp", 3)).toBe(3);
  expect(from("PageDown", 3)).toBe(19);
  expect(from("PageUp", 3)).toBe(0);
  expect(from("Home", 12)).toBe(0);
  expect(from("End", 12)).toBe(19);
  expect(from("x", 12)).toBeNull();
  expect(placeAfter("End", 0, 0, 8, 3)).toBeNull();
});

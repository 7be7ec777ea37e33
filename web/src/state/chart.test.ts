import { expect, test } from "vitest";
import { logScale, shareScale, spread } from "./chart";

test("a logarithmic scale holds its values and has round ticks", () => {
  const { at, ticks } = logScale([8, 30, 76]);
  expect(ticks).toEqual([10, 20, 50, 100].filter((tick) => at(tick) <= 1));
  expect(at(8)).toBeGreaterThan(0);
  expect(at(76)).toBeLessThan(1);
  expect(at(30) - at(15)).toBeCloseTo(at(60) - at(30));
  expect(Number.isFinite(logScale([5]).at(5))).toBe(true);
  expect(Number.isFinite(logScale([0]).at(0))).toBe(true);
});

test("a scale of shares ends at round per cents within 0…1", () => {
  const { at, ticks } = shareScale([0.78, 0.86, 0.9]);
  expect(ticks.map((tick) => Math.round(tick * 100))).toEqual([75, 80, 85, 90]);
  expect(at(0.75)).toBeCloseTo(0);
  expect(at(0.9)).toBeCloseTo(1);
  expect(shareScale([0.99, 1]).ticks.at(-1)).toBeCloseTo(1);
  expect(Number.isFinite(shareScale([1, 1]).at(1))).toBe(true);
});

test("R² may be below nothing, and far below", () => {
  expect(shareScale([-0.3, 0.5]).ticks.map((tick) => Math.round(tick * 10))).toEqual([-4, -2, 0, 2, 4, 6]);
  const { at, ticks } = shareScale([-37, 0.6]);
  expect([at(-37) >= 0, at(0.6) <= 1, ticks.length < 8]).toEqual([true, true, true]);
});

test("labels that would cover each other move apart, in order, and stay inside", () => {
  expect(spread([50, 10], 16, 100)).toEqual([50, 10]);
  expect(spread([40, 41, 42], 16, 100)).toEqual([40, 56, 72]);
  expect(spread([95, 96], 16, 100)).toEqual([84, 100]);
});

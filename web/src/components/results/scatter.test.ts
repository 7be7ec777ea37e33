import { expect, test } from "vitest";
import { scaleOf } from "./scatter";

test("the least and the largest lie inside, at equal distance from the edges", () => {
  const { at, ticks } = scaleOf([0, 10, 5], false);
  expect(at(0)).toBeGreaterThan(0);
  expect(at(0) + at(10)).toBeCloseTo(1);
  expect(at(5)).toBeCloseTo(0.5);
  expect(ticks).toEqual([0, 5, 10]);
});

test.each([
  [
    [-0.3, 110],
    [0, 50, 100],
  ],
  [
    [0.02, 0.11],
    [0.05, 0.1],
  ],
  [
    [1_180_000, 1_270_000],
    [1_200_000, 1_250_000],
  ],
  [
    [-7, -1],
    [-6, -4, -2],
  ],
])("marks between %s are round", (values, marks) => {
  expect(scaleOf(values, false).ticks).toEqual(marks);
});

test("logarithms put equal ratios at equal distances", () => {
  const { at } = scaleOf([1, 10, 100], true);
  expect(at(10) - at(1)).toBeCloseTo(at(100) - at(10));
});

test("values that are all the same have a place too", () => {
  expect(scaleOf([4, 4], false).at(4)).toBeGreaterThan(0);
});

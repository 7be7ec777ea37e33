import { expect, test } from "vitest";
import { interpret } from "./interpret";
import type { Manifest } from "./types";

const classes = [
  { id: "a", name: "miso" },
  { id: "b", name: "egg" },
];
const manifest = (parts: Partial<Manifest>): Manifest => ({ version: 2, classes, ...parts }) as Manifest;
const outputs = (...values: number[]) => new Float32Array(values);

test("one label is unknown below the version's threshold", () => {
  const one = manifest({ task: "single_label", unknown: { threshold: 0.7 } });
  expect(interpret(one, outputs(0.75, 0.25), 3)).toMatchObject({ unknown: false, number: null, milliseconds: 3 });
  expect(interpret(one, outputs(0.5, 0.5), 3).unknown).toBe(true);
});

test("of several labels each is shown from its own threshold on", () => {
  const several = manifest({ task: "multi_label", thresholds: [0.75, 0.25] });
  const { classes: said, unknown } = interpret(several, outputs(0.5, 0.5), 1);
  expect(said.map((item) => item.shown)).toEqual([false, true]);
  expect(said.map((item) => item.threshold)).toEqual([0.75, 0.25]);
  expect(unknown).toBe(false);
});

test("a number comes with its interval, on the scale it was learnt on", () => {
  const target = { quantity: "price", unit: "€", transform: "none", likely: [-2, 3], deviation: 1 } as const;
  const number = manifest({ task: "regression", classes: [], target });
  expect(interpret(number, outputs(10), 1).number).toEqual({
    value: 10,
    low: 8,
    high: 13,
    quantity: "price",
    unit: "€",
  });
  const log = manifest({ task: "regression", classes: [], target: { ...target, transform: "log" } });
  const said = interpret(log, outputs(10), 1).number;
  expect(said?.low).toBeCloseTo(10 * Math.exp(-2));
  expect(said?.high).toBeCloseTo(10 * Math.exp(3));
});

import { expect, test } from "vitest";
import type { History } from "../../api/types";
import { bestPlace } from "./curves";

const epoch = { loss: 1, accuracy: 0.5, val_loss: 1, val_accuracy: 0.5, seconds: 1 };
const phase = (name: string, epochs: number) => ({
  name,
  trains: ["head", name],
  rates: {},
  most: 4,
  epochs: Array.from({ length: epochs }, () => epoch),
});
const history = (best: History["best"]): History => ({
  phases: [phase("block16", 3), phase("block12", 2)],
  before: null,
  best,
  stopped: null,
});

test("the kept epoch is counted over all phases", () => {
  const found = { val_loss: 0.4, val_accuracy: 0.9 };
  expect(bestPlace(history({ ...found, phase: "block16", epoch: 3 }))).toBe(2);
  expect(bestPlace(history({ ...found, phase: "block12", epoch: 1 }))).toBe(3);
});

test("where nothing beat the head alone, no epoch is marked", () => {
  expect(bestPlace(history(null))).toBeNull();
});

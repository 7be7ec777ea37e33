import { expect, test } from "vitest";
import type { Job, ProjectClass, Run, Version } from "../api/types";
import { type Knowledge, nextStep } from "./next-step";

const one = (name: string, examples: number): ProjectClass => ({ id: name, name, examples, position: 0, color: 0 });
const both = [one("rose", 5), one("tulip", 5)];
const nothing: Knowledge = {
  classes: [],
  job: null,
  pressed: false,
  current: undefined,
  runs: [],
  relabelled: false,
};
const version = { number: 3, run_id: "r" } as Version;
const trained: Knowledge = { ...nothing, classes: both, current: version, runs: [{ id: "r", examples: 10 } as Run] };
const job = (status: Job["status"]): Job => ({ id: "j", status, error: { code: "c", message: "m" } }) as Job;

test("without classes it asks for some, and says how many there are", () => {
  expect(nextStep(nothing)).toEqual({ kind: "add-class", classes: 0 });
  expect(nextStep({ ...nothing, classes: [one("rose", 9)] })).toEqual({ kind: "add-class", classes: 1 });
});

test("a class with too few pictures is named, with how many it lacks", () => {
  const tulip = one("tulip", 1);
  const step = nextStep({ ...nothing, classes: [one("rose", 9), tulip] });
  expect(step).toEqual({ kind: "add-pictures", to: tulip, missing: 1 });
});

test("with pictures in every class it can be trained", () => {
  expect(nextStep({ ...nothing, classes: both })).toEqual({ kind: "train" });
});

test("a training that waits or runs is what shows, whatever else is so", () => {
  expect(nextStep({ ...trained, job: job("queued") }).kind).toBe("training");
  expect(nextStep({ ...nothing, job: job("running") }).kind).toBe("training");
  expect(nextStep({ ...trained, pressed: true })).toEqual({ kind: "training", job: null });
});

test("a failed training shows why", () => {
  expect(nextStep({ ...trained, job: job("failed") })).toEqual({
    kind: "failed",
    error: { code: "c", message: "m" },
  });
});

test("a version that has learned everything rests", () => {
  expect(nextStep(trained)).toEqual({ kind: "trained", version });
});

test("pictures added, removed or given another label since a version offer the next", () => {
  const more = { ...trained, classes: [...both, one("daisy", 4)] };
  expect(nextStep(more)).toEqual({ kind: "retrain", version, changed: 4 });
  expect(nextStep({ ...trained, classes: [one("rose", 5), one("tulip", 2)] })).toMatchObject({ changed: -3 });
  expect(nextStep({ ...trained, relabelled: true })).toMatchObject({ kind: "retrain", changed: 0 });
});

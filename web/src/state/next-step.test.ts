import { expect, test } from "vitest";
import type { Job, ProjectClass, Run, Version } from "../api/types";
import { type Knowledge, nextStep } from "./next-step";

const one = (name: string, examples: number): ProjectClass => ({ id: name, name, examples, position: 0, color: 0 });
const both = [one("rose", 5), one("tulip", 5)];
const sum = (classes: readonly ProjectClass[]): number => classes.reduce((all, { examples }) => all + examples, 0);
const nothing: Knowledge = {
  task: "single_label",
  total: 0,
  open: 0,
  classes: [],
  job: null,
  pressed: false,
  current: undefined,
  runs: [],
  relabelled: false,
  relabelledAt: null,
};
const version = { number: 3, run_id: "r" } as Version;
const trained: Knowledge = {
  ...nothing,
  total: 10,
  classes: both,
  current: version,
  runs: [{ id: "r", examples: 10, created_at: "2026-11-01T10:00:00.5+00:00" } as Run],
};
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
  const more = { ...trained, total: 14, classes: [...both, one("daisy", 4)] };
  expect(nextStep(more)).toEqual({ kind: "retrain", version, changed: 4 });
  const fewer = [one("rose", 5), one("tulip", 2)];
  expect(nextStep({ ...trained, total: sum(fewer), classes: fewer })).toMatchObject({ changed: -3 });
  expect(nextStep({ ...trained, relabelled: true })).toMatchObject({ kind: "retrain", changed: 0 });
});

test("what changed before a version's training began is in it, what changed after it is not", () => {
  const at = (relabelledAt: string) => nextStep({ ...trained, relabelledAt });
  expect(at("2026-11-01T10:00:00.25+00:00")).toEqual({ kind: "trained", version });
  expect(at("2026-11-01T10:00:01+00:00")).toEqual({ kind: "retrain", version, changed: 0 });
});

test("a number needs pictures and no class", () => {
  const number: Knowledge = { ...nothing, task: "regression" };
  expect(nextStep(number)).toEqual({ kind: "add-examples", missing: 4 });
  expect(nextStep({ ...number, total: 4 })).toEqual({ kind: "train" });
  expect(nextStep({ ...number, total: 4, open: 1 })).toEqual({ kind: "label-pictures", open: 1 });
});

test("several labels need a class, and pictures", () => {
  const several: Knowledge = { ...nothing, task: "multi_label" };
  expect(nextStep(several)).toEqual({ kind: "add-class", classes: 0 });
  expect(nextStep({ ...several, classes: [one("rose", 1)], total: 1 })).toEqual({ kind: "add-examples", missing: 3 });
  expect(nextStep({ ...several, classes: [one("rose", 4)], total: 9 })).toEqual({ kind: "train" });
});

import { memory, setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, expect, test } from "vitest";
import { Classifier } from "./classifier";
import { manifest, meanColour } from "./fixtures";
import type { ReadFile } from "./graph";
import { rawSource } from "./preprocess";
import type { ClassifierManifest } from "./types";

const colours: ClassifierManifest = {
  format: "graft-classifier/1",
  backbone: "colours_2",
  licence: "Apache-2.0",
  model: "classifiers/1/model.json",
  bytes: 100,
  input: manifest(1).input,
  output: "vector",
  classes: ["red", "green", "blue"],
};
const read: ReadFile = async (path) => {
  const bytes = meanColour().get(path.split("/")[2] ?? "");
  if (!bytes) throw new Error(`${path} is missing`);
  return bytes.slice().buffer;
};

beforeAll(async () => {
  await setBackend("wasm");
});

test("a pretrained network answers with its own names, the likeliest first", async () => {
  const classifier = await Classifier.load(colours, read);
  const answer = await classifier.predict(rawSource(Uint8Array.of(51, 255, 102), 1, 1, 3));
  expect(answer.map((one) => one.name)).toEqual(["green", "blue", "red"]);
  expect(answer.map((one) => one.probability)).toEqual([1, expect.closeTo(0.4, 5), expect.closeTo(0.2, 5)]);
  classifier.dispose();
});

test("asking and putting away leave no tensor behind", async () => {
  const before = memory().numTensors;
  const classifier = await Classifier.load(colours, read);
  for (let i = 0; i < 10; i += 1) await classifier.predict(rawSource(Uint8Array.of(i, 0, 0), 1, 1, 3));
  classifier.dispose();
  expect(memory().numTensors).toBe(before);
});

import { readFileSync } from "node:fs";
import { setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { colourHead, manifest } from "../fixtures";
import type { ReadFile } from "../graph";
import { Model } from "../model";
import { rawSource } from "../preprocess";
import { GraphWriter } from "./fixtures";
import { openLane, type Remembered } from "./trial";

const load = () => WebAssembly.compile(readFileSync(new URL("../engine/simd.wasm", import.meta.url)));
const PICTURE = rawSource(
  Uint8Array.from({ length: 300 }, (_, i) => (i * 77) % 256),
  10,
  10,
  3,
);

/** A backbone of three features that the lane covers. */
function backbone() {
  const g = new GraphWriter(2, 2);
  return g.finish(g.conv(g.rescale("input", [1 / 255], [0]), [3, 3, 3, 3], 1, "Relu"));
}

const read: ReadFile = async (path) => {
  const [room, , file] = path.split("/");
  const { json, shards } = backbone();
  if (room === "heads")
    return colourHead(1)
      .get(file ?? "")
      ?.slice().buffer as ArrayBuffer;
  return file === "model.json"
    ? (new TextEncoder().encode(JSON.stringify(json)).buffer as ArrayBuffer)
    : (shards[0] as ArrayBuffer);
};

let kept: Map<string, number>;
let memory: Remembered;

beforeAll(async () => {
  await setBackend("wasm");
});

beforeEach(() => {
  kept = new Map();
  memory = {
    get: async (key) => kept.get(key),
    set: async (key, threads) => void kept.set(key, threads),
  };
});

async function loaded(...[setting]: [Partial<Parameters<typeof openLane>[2]>?]): Promise<Model> {
  const model = new Model((network, ask) => openLane(network, ask, { load, threads: [1], memory, ...setting }));
  await model.load(manifest(1), () => read);
  return model;
}

test("the lane answers what TensorFlow.js answers, and the device remembers it", async () => {
  kept.set("colours", 1);
  const [fast, plain] = [await loaded(), new Model()];
  await plain.load(manifest(1), () => read);
  expect(fast.engine).toEqual({ name: "fast lane", threads: 1, reason: null });
  expect(plain.engine?.name).toBe("tensorflow");
  const [a, b] = [await fast.predict(PICTURE), await plain.predict(PICTURE)];
  for (const [i, wanted] of (b?.probabilities ?? []).entries()) expect(a?.probabilities[i]).toBeCloseTo(wanted, 5);
  fast.dispose();
  plain.dispose();
});

test("without a memory of it, the device measures and keeps the faster", async () => {
  const model = await loaded();
  const threads = model.engine?.name === "fast lane" ? 1 : 0;
  expect(kept.get("colours")).toBe(threads);
  model.dispose();
});

test("where it was slower before, it is not tried again", async () => {
  kept.set("colours", 0);
  const model = await loaded();
  expect(model.engine).toMatchObject({ name: "tensorflow", reason: "TensorFlow.js was faster on this device." });
  model.dispose();
});

test("an engine that cannot start leaves TensorFlow.js at work, with the reason", async () => {
  const model = await loaded({ load: () => Promise.reject(new Error("no such code")) });
  expect(model.engine).toMatchObject({ name: "tensorflow", reason: "no such code" });
  expect((await model.predict(PICTURE))?.probabilities.length).toBe(3);
  model.dispose();
});

test("a memory that fails does no harm", async () => {
  const failing = { get: () => Promise.reject(new Error("full")), set: () => Promise.reject(new Error("full")) };
  const model = await loaded({ memory: failing });
  expect((await model.predict(PICTURE))?.probabilities.length).toBe(3);
  model.dispose();
});

test("an engine that says something else is not used", async () => {
  const file = backbone();
  const { input, backbone: made } = manifest(1);
  const network = { file, input, outputs: made.outputs, sha256: "x" };
  const trial = await openLane(network, async () => Float32Array.of(1, 2, 3), { load, threads: [1], memory: null });
  expect(trial.lane).toBeNull();
  expect(trial.engine.reason).toContain("did not agree");
});

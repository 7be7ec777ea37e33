import { readFileSync } from "node:fs";
import { setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Device } from "../device";
import { colourHead, manifest, plainDevice } from "../fixtures";
import { type ReadFile, readModel } from "../graph";
import type { Remembered } from "../memory";
import { Model } from "../model";
import { Backbone, Head } from "../networks";
import { rawSource } from "../preprocess";
import { TensorBackbone } from "../tensorflow";
import { GraphWriter } from "./fixtures";
import { FastHead } from "./head";
import { PROBES, probes } from "./probe";
import { fastLanes, type Setting } from "./trial";

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
let memory: Remembered<number>;

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

const device = (setting: Partial<Setting> = {}): Device => ({
  ...plainDevice,
  lanes: fastLanes({ load, threads: [1], memory, ...setting }),
});

/** What TensorFlow.js says of the probe pictures: what is published with a version. */
async function said(): Promise<Float32Array[]> {
  const { input, backbone: described } = manifest(1);
  const tensors = await TensorBackbone.open(backbone(), input, described.outputs);
  const vectors: Float32Array[] = [];
  for (const picture of probes()) vectors.push(await tensors.features(picture));
  tensors.dispose();
  return vectors;
}

/** A version as it was published, with what TensorFlow.js said, or with something else. */
async function loaded(published: readonly Float32Array[] | null, on: Device = device()): Promise<Model> {
  const model = new Model(on);
  const described = manifest(1);
  const file = `backbones/colours/${PROBES}`;
  const told = published && { ...described.backbone, probes: file };
  const bytes = Float32Array.from((published ?? []).flatMap((vector) => [...vector])).buffer;
  const reader = () => (path: string) => (path === file ? Promise.resolve(bytes) : read(path));
  await model.load(told ? { ...described, backbone: told } : described, reader);
  return model;
}

const noTensorFlow = () => Promise.reject(new Error("TensorFlow.js was asked"));

test("the lane answers at once where it says what TensorFlow.js said when the network was published", async () => {
  const fast = await loaded(await said());
  const plain = await loaded(null, plainDevice);
  expect(fast.engine).toEqual({ name: "fast lane", backend: "wasm", threads: 1, reason: null });
  expect(plain.engine?.name).toBe("tensorflow");
  const [a, b] = [await fast.predict(PICTURE), await plain.predict(PICTURE)];
  for (const [i, wanted] of (b?.probabilities ?? []).entries()) expect(a?.probabilities[i]).toBeCloseTo(wanted, 5);
  fast.dispose();
  plain.dispose();
});

test("a network that was never compared before is TensorFlow.js' until both have been asked here", async () => {
  const model = await loaded(null);
  expect(model.engine).toEqual({ name: "tensorflow", backend: "wasm", threads: 1, reason: null });
  await model.settle();
  expect(model.engine?.name).toBe(kept.get("colours") === 1 ? "fast lane" : "tensorflow");
  model.dispose();
});

test("afterwards the device remembers what served best, and asks no more", async () => {
  const first = await loaded(await said());
  expect(kept.size).toBe(0);
  await first.settle();
  expect([0, 1]).toContain(kept.get("colours"));
  first.dispose();
  kept.set("colours", 1);
  const again = await loaded(null);
  expect(again.engine).toEqual({ name: "fast lane", backend: "wasm", threads: 1, reason: null });
  await again.settle();
  expect(again.engine?.name).toBe("fast lane");
  again.dispose();
});

test("where it was slower before, it is not tried again", async () => {
  kept.set("colours", 0);
  const model = await loaded(await said());
  expect(model.engine).toMatchObject({ name: "tensorflow", reason: "TensorFlow.js was faster on this device." });
  model.dispose();
});

test("an engine that says something else than was published is not used", async () => {
  const model = await loaded((await said()).map((vector) => vector.map((value) => value + 0.01)));
  expect(model.engine).toMatchObject({ name: "tensorflow", reason: expect.stringContaining("did not agree") });
  expect((await model.predict(PICTURE))?.probabilities.length).toBe(3);
  model.dispose();
});

test("nor one that says something else than TensorFlow.js on this device", async () => {
  const { input, backbone: described } = manifest(1);
  const network = { file: backbone(), input, outputs: described.outputs, sha256: "x", said: await said() };
  const trial = await device().lanes?.settle(network, async () => Float32Array.of(1, 2, 3));
  expect(trial?.lane).toBeNull();
  expect(trial?.engine.reason).toContain("did not agree");
  expect(kept.size).toBe(0);
});

test("an engine that cannot start leaves TensorFlow.js at work, with the reason", async () => {
  const model = await loaded(await said(), device({ load: () => Promise.reject(new Error("no such code")) }));
  expect(model.engine).toMatchObject({ name: "tensorflow", reason: "no such code" });
  expect((await model.predict(PICTURE))?.probabilities.length).toBe(3);
  model.dispose();
});

test("without TensorFlow.js, as on a train, the lane goes on", async () => {
  const kernel = { ...device(), tensorflow: noTensorFlow };
  const { input, backbone: described } = manifest(1);
  const network = { file: backbone(), input, outputs: described.outputs, sha256: "x", said: await said() };
  const lane = await Backbone.open(network, kernel);
  await lane.settle();
  expect(lane.engine.name).toBe("fast lane");
  expect((await lane.features(PICTURE)).length).toBe(3);
  lane.dispose();
});

test("a memory that fails does no harm", async () => {
  const failing = { get: () => Promise.reject(new Error("full")), set: () => Promise.reject(new Error("full")) };
  const model = await loaded(await said(), device({ memory: failing }));
  await model.settle();
  expect((await model.predict(PICTURE))?.probabilities.length).toBe(3);
  model.dispose();
});

test("a head is trusted where it says what was published, and asked about otherwise", async () => {
  const file = await readModel("heads/1/model.json", read);
  const right = (await Head.open(file, 3, null, plainDevice)).answer(FastHead.probe(3));
  const alone = { ...plainDevice, tensorflow: noTensorFlow };
  expect(await (await Head.open(file, 3, await right, alone)).answer(Float32Array.of(1, 0, 0))).toHaveLength(3);
  await expect(Head.open(file, 3, Float32Array.of(1, 0, 0), alone)).rejects.toThrow("TensorFlow.js was asked");
});

import { setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { manifest, meanColour, plainDevice } from "../fixtures";
import { readModel } from "../graph";
import type { FetchedNetwork } from "../lane/contract";
import type { Remembered } from "../memory";
import { Backbone } from "../networks";
import { rawSource } from "../preprocess";
import type { Source } from "../resize";
import { TensorBackbone } from "../tensorflow";
import type { GraphicsBackbone, GraphicsBackend } from "./contract";
import { type Choice, graphics, type Setting } from "./trial";

const PICTURE = rawSource(Uint8Array.of(200, 100, 50), 1, 1, 3);

let network: FetchedNetwork;
let kept: Map<string, Choice>;
let memory: Remembered<Choice>;
let opened: GraphicsBackend[];
let disposed: GraphicsBackend[];

beforeAll(async () => {
  await setBackend("wasm");
  const { input, backbone } = manifest(1);
  const files = meanColour();
  const file = await readModel("model.json", async (path) => files.get(path)?.slice().buffer as ArrayBuffer);
  network = { file, input, outputs: backbone.outputs, sha256: "colours", said: null };
});

beforeEach(() => {
  kept = new Map();
  memory = { get: async (key) => kept.get(key), set: async (key, choice) => void kept.set(key, choice) };
  [opened, disposed] = [[], []];
});

const tensors = () => TensorBackbone.open(network.file, network.input, network.outputs);

/** TensorFlow.js, which in Node has no graphics processor to run on. */
async function open(backend: GraphicsBackend): Promise<GraphicsBackbone> {
  opened.push(backend);
  const backbone = await tensors();
  return {
    features: (picture) => backbone.features(picture),
    dispose: () => {
      disposed.push(backend);
      backbone.dispose();
    },
  };
}

const setting = (changed: Partial<Setting> = {}): Setting => ({
  backends: async () => ["webgpu", "webgl"],
  open,
  memory,
  ...changed,
});

/** A processor that takes tens of milliseconds a picture. */
async function slowly(picture: Source): Promise<Float32Array> {
  const backbone = await tensors();
  const end = performance.now() + 30;
  let vector = await backbone.features(picture);
  while (performance.now() < end) vector = await backbone.features(picture);
  backbone.dispose();
  return vector;
}

test("the quickest that says the same answers, and is remembered", async () => {
  const best = await graphics(setting()).settle(network, slowly);
  expect(opened).toEqual(["webgpu", "webgl"]);
  expect(kept.get("colours")).toBe(best?.backend);
  expect(disposed).toEqual(opened.filter((one) => one !== best?.backend));
  expect(await best?.backbone.features(PICTURE)).toEqual(await slowly(PICTURE));
});

test("what is remembered is opened, and nothing else is", async () => {
  kept.set("colours", "webgl");
  const best = await graphics(setting()).settle(network, slowly);
  expect([best?.backend, opened]).toEqual(["webgl", ["webgl"]]);
  kept.set("colours", "none");
  expect(await graphics(setting()).settle(network, slowly)).toBeNull();
  expect(opened).toEqual(["webgl"]);
});

test("none is tried where every frame is answered with time to spare", async () => {
  const backbone = await tensors();
  expect(await graphics(setting()).settle(network, (picture) => backbone.features(picture))).toBeNull();
  expect([opened, kept.get("colours")]).toEqual([[], "none"]);
  backbone.dispose();
});

test("one that says something else is not used", async () => {
  const wrong = async (backend: GraphicsBackend) => {
    const right = await open(backend);
    const features = async (picture: Source) => (await right.features(picture)).map((value) => value * 1.01);
    return { ...right, features };
  };
  expect(await graphics(setting({ open: wrong })).settle(network, slowly)).toBeNull();
  expect([disposed, kept.get("colours")]).toEqual([["webgpu", "webgl"], "none"]);
});

test("nor one that is slower", async () => {
  const slow = async (backend: GraphicsBackend) => {
    const quick = await open(backend);
    const features = async (picture: Source) => {
      for (let times = 0; times < 3; times++) await slowly(picture);
      return quick.features(picture);
    };
    return { ...quick, features };
  };
  expect(await graphics(setting({ open: slow })).settle(network, slowly)).toBeNull();
  expect([disposed, kept.get("colours")]).toEqual([["webgpu", "webgl"], "none"]);
});

test("one that cannot be had now is asked for again another time", async () => {
  const absent = () => Promise.reject(new Error("no such file"));
  expect(await graphics(setting({ open: absent })).settle(network, slowly)).toBeNull();
  expect(kept.size).toBe(0);
});

test("what goes wrong with all of it leaves the processor at work", async () => {
  const failing = { get: () => Promise.reject(new Error("full")), set: () => Promise.reject(new Error("full")) };
  expect((await graphics(setting({ memory: failing })).settle(network, slowly))?.backend).toMatch("webg");
  const unknown = () => Promise.reject(new Error("no such device"));
  expect(await graphics(setting({ backends: unknown })).settle(network, slowly)).toBeNull();
});

test("it takes over after the first answers; when it goes away, the same picture is answered without it", async () => {
  kept.set("colours", "webgpu");
  let gone = false;
  const leaving = async (backend: GraphicsBackend) => {
    const backbone = await open(backend);
    const features = (picture: Source) =>
      gone ? Promise.reject(new Error("the device was lost")) : backbone.features(picture);
    return { ...backbone, features };
  };
  const backbone = await Backbone.open(network, { ...plainDevice, graphics: graphics(setting({ open: leaving })) });
  expect(backbone.engine.backend).toBe("wasm");
  const before = (await backbone.features(PICTURE)).slice();
  await backbone.settle();
  expect(backbone.engine).toEqual({ name: "tensorflow", backend: "webgpu", threads: 1, reason: null });
  expect(await backbone.features(PICTURE)).toEqual(before);
  gone = true;
  expect(await backbone.features(PICTURE)).toEqual(before);
  expect(backbone.engine).toMatchObject({ backend: "wasm", reason: expect.stringContaining("the device was lost") });
  expect(disposed).toEqual(["webgpu"]);
  backbone.dispose();
});

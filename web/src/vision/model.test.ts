import { memory, setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { colourHead, held, manifest, meanColour, plainDevice } from "./fixtures";
import type { ReadFile } from "./graph";
import { Model } from "./model";
import { rawSource } from "./preprocess";
import type { LoadEvent } from "./types";

const GREEN = rawSource(Uint8Array.of(0, 255, 0), 1, 1, 3);

let model: Model;
let asked: string[];

/** Serves a bundle whose head of version n is n times as sure; version 13 is missing. */
const read: ReadFile = async (path, onBytes) => {
  asked.push(path);
  const [room, name, file] = path.split("/");
  const files = room === "backbones" ? meanColour() : colourHead(Number(name));
  const bytes = files.get(file ?? "");
  if (!bytes || name === "13") throw new Error(`${path} is missing`);
  onBytes?.(bytes.length);
  return bytes.slice().buffer;
};
const reader = () => read;

beforeAll(async () => {
  await setBackend("wasm");
});

beforeEach(() => {
  model = new Model(plainDevice);
  asked = [];
});

afterEach(() => model.dispose());

test("a picture gets the probabilities of the version that answered", async () => {
  expect(await model.predict(GREEN)).toBeNull();
  await model.load(manifest(2), reader);
  const answer = await model.predict(GREEN);
  const sum = Math.exp(2) + 2;
  expect(answer?.manifest.version).toBe(2);
  for (const [i, wanted] of [1 / sum, Math.exp(2) / sum, 1 / sum].entries()) {
    expect(answer?.probabilities[i]).toBeCloseTo(wanted, 5);
  }
});

test("a new version on the same backbone fetches the head alone", async () => {
  await model.load(manifest(1), reader);
  asked = [];
  await model.load(manifest(2), reader);
  expect(asked).toEqual(["heads/2/model.json", "heads/2/group1-shard1of1.bin"]);
  await model.load(manifest(2, "others"), reader);
  expect(asked).toContain("backbones/others/model.json");
});

test("a new version answers the last picture at once, where it can without looking at it again", async () => {
  await model.load(manifest(1), reader);
  expect(await model.again()).toBeNull();
  await model.predict(GREEN);
  await model.load(manifest(2), reader);
  const again = await model.again();
  expect(again).toEqual(await model.predict(GREEN));
  expect(again?.manifest.version).toBe(2);
  await model.load(manifest(3, "others"), reader);
  expect(await model.again()).toBeNull();
});

test("a version may be known by where its manifest is", async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(manifest(2)));
  const readAll = () => async (path: string) => (path === "of/2" ? bytes.slice().buffer : read(path));
  expect(await model.load("of/2", readAll)).toEqual(manifest(2));
  expect((await model.predict(GREEN))?.manifest.version).toBe(2);
  await expect(model.load("of/3", readAll)).rejects.toThrow("of/3 is missing");
  expect((await model.predict(GREEN))?.manifest.version).toBe(2);
});

test("weights that the manifest names do not wait for the description", async () => {
  const named = manifest(2);
  const weights = ["group1-shard1of1.bin"];
  const arrival = held<void>();
  const loading = model.load({ ...named, head: { ...named.head, weights } }, () => async (path, onBytes) => {
    const file = read(path, onBytes);
    if (path === "heads/2/model.json") await arrival.promise;
    return file;
  });
  expect(asked).toContain("heads/2/group1-shard1of1.bin");
  arrival.resolve();
  await loading;
  expect(asked.filter((path) => path.startsWith("heads/"))).toHaveLength(2);
  expect((await model.predict(GREEN))?.manifest.version).toBe(2);
});

test("weights that the manifest names and that are not there are what is told", async () => {
  const named = manifest(13);
  const loading = model.load({ ...named, head: { ...named.head, weights: ["group1-shard1of1.bin"] } }, reader);
  await expect(loading).rejects.toThrow("heads/13/model.json is missing");
});

test("loading says how far it is", async () => {
  const events: LoadEvent[] = [];
  await model.load(manifest(1), reader, (event) => events.push(event));
  const of = (part: string) => events.filter((event) => event.kind === "loading" && event.part === part);
  const loading = (part: string, loaded: number, total: number) => ({ kind: "loading", part, loaded, total });
  expect(of("backbone")).toEqual([loading("backbone", 0, 12), loading("backbone", 12, 12)]);
  expect(of("head")).toEqual([loading("head", 0, 36), loading("head", 36, 36)]);
  expect(events.at(-1)).toEqual({ kind: "warming" });
});

test("the old version answers until the new one is ready", async () => {
  await model.load(manifest(1), reader);
  const arrival = held<void>();
  const loading = model.load(manifest(2), () => async (path) => {
    await arrival.promise;
    return read(path);
  });
  expect((await model.predict(GREEN))?.manifest.version).toBe(1);
  arrival.resolve();
  await loading;
  expect((await model.predict(GREEN))?.manifest.version).toBe(2);
});

test("of two loads the later one wins", async () => {
  const first = model.load(manifest(1), reader);
  const second = model.load(manifest(2), reader);
  await expect(first).rejects.toThrow("aborted");
  await second;
  expect((await model.predict(GREEN))?.manifest.version).toBe(2);
});

test("a version that fails or is ended leaves the old one in place and no tensor behind", async () => {
  await model.load(manifest(1), reader);
  const before = memory().numTensors;
  await expect(model.load(manifest(13), reader)).rejects.toThrow("heads/13/model.json is missing");
  await expect(model.load(manifest(13, "others"), reader)).rejects.toThrow("is missing");
  const ended = AbortSignal.abort();
  await expect(model.load(manifest(2, "others"), reader, undefined, ended)).rejects.toThrow("aborted");
  expect(memory().numTensors).toBe(before);
  expect((await model.predict(GREEN))?.manifest.version).toBe(1);
});

test("a thousand new heads leave as many tensors as before", async () => {
  await model.load(manifest(1), reader);
  await model.predict(GREEN);
  const before = memory();
  for (let version = 100; version < 1100; version++) {
    await model.load(manifest(version), reader);
    await model.predict(GREEN);
  }
  expect(memory().numTensors).toBe(before.numTensors);
  expect(memory().numBytes).toBe(before.numBytes);
  model.dispose();
  expect(memory().numTensors).toBe(0);
});

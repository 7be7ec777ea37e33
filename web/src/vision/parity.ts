/**
 * Answers, in Node, what the page would: the same preprocessing, the same TensorFlow.js.
 * JSON lines: a request on standard input, its answer on standard output; logs on standard error.
 *
 *   {"id": 1, "op": "hello"}
 *   {"id": 2, "op": "predict", "backbone": DIR, "head": DIR, "input": {…}, "outputs": {"maps", "vector"},
 *    "pictures": [{"path": FILE of raw RGB bytes, "width": W, "height": H}], "vectors": false}
 *   {"id": 3, "op": "time", …as predict, "rounds": 3}
 *   {"id": 4, "op": "probe", …as predict}: what it says of the page's own probe pictures and probe vector
 */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setBackend, tidy, version_core } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { readModel } from "./graph";
import { FastHead } from "./lane/head";
import { PROBES, probes } from "./lane/probe";
import { rawSource } from "./preprocess";
import { TensorBackbone, TensorHead, take } from "./tensorflow";
import type { BackboneOutputs, Preprocessing } from "./types";

interface RawPicture {
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

interface Predict {
  readonly op: "predict";
  readonly backbone: string;
  readonly head: string;
  readonly input: Preprocessing;
  readonly outputs: BackboneOutputs;
  readonly pictures: readonly RawPicture[];
  readonly vectors?: boolean;
}

interface Probe extends Omit<Predict, "op" | "pictures"> {
  readonly op: "probe";
}

interface Time extends Omit<Predict, "op" | "vectors"> {
  readonly op: "time";
  /** How often each picture is looked at. */
  readonly rounds: number;
}

type Request = { readonly id?: number } & (Predict | Probe | Time | { readonly op: "hello" });

/** About 40 MB of vectors of 1280 features: probes are asked again with every new head. */
const VECTORS_KEPT = 8192;
const vectors = new Map<string, Float32Array>();
let loaded: { readonly key: string; readonly backbone: TensorBackbone } | null = null;

async function answer(request: Request): Promise<object> {
  switch (request.op) {
    case "hello":
      return { runtime: `tfjs ${version_core} wasm` };
    case "predict":
      return predict(request);
    case "probe":
      return probe(request);
    case "time":
      return time(request);
    default:
      throw new Error(
        `Operations are "hello", "predict", "probe" and "time"; "${(request as { op?: unknown }).op}" came.`,
      );
  }
}

async function predict(request: Predict): Promise<object> {
  const features = await embed(request);
  const head = await openHead(request);
  try {
    const rows = features.map((vector) => head.answer(vector));
    const probabilities = (await Promise.all(rows)).map((row) => Array.from(row));
    return request.vectors ? { probabilities, vectors: features.map((row) => Array.from(row)) } : { probabilities };
  } finally {
    head.dispose();
  }
}

/** Milliseconds that one picture takes, from its pixels to its probabilities: the median, once warm. */
async function time(request: Time): Promise<object> {
  const backbone = await keptBackbone(request);
  const head = await openHead(request);
  const spent: number[] = [];
  try {
    for (let round = -1; round < request.rounds; round++) {
      for (const { path, width, height } of request.pictures) {
        const picture = rawSource(await readFile(path), width, height, 3);
        const start = performance.now();
        await take(tidy(() => head.outputs(backbone.vector(picture))));
        if (round >= 0) spent.push(performance.now() - start); // the round before the first warms up
      }
    }
  } finally {
    head.dispose();
  }
  spent.sort((a, b) => a - b);
  return { milliseconds: spent[Math.floor(spent.length / 2)] ?? null };
}

async function embed(request: Predict): Promise<Float32Array[]> {
  const backbone = await keptBackbone(request);
  const found: Float32Array[] = [];
  for (const { path, width, height } of request.pictures) {
    const key = JSON.stringify([request.backbone, request.outputs, request.input, path, width, height]);
    let vector = vectors.get(key);
    if (!vector) {
      vector = await backbone.features(rawSource(await readFile(path), width, height, 3));
      keep(key, vector);
    }
    found.push(vector);
  }
  return found;
}

/** By these a browser sees whether its fast lane says the same, before it has loaded TensorFlow.js. */
async function probe(request: Probe): Promise<object> {
  const backbone = await keptBackbone(request);
  const rows: Float32Array[] = [];
  for (const [i, picture] of probes().entries()) {
    const key = JSON.stringify([request.backbone, request.outputs, request.input, PROBES, i]);
    const row = vectors.get(key) ?? (await backbone.features(picture));
    keep(key, row);
    rows.push(row);
  }
  const head = await openHead(request);
  try {
    const said = await head.answer(FastHead.probe(rows[0]?.length ?? 0));
    return { file: PROBES, vectors: rows.map((row) => Array.from(row)), head: Array.from(said) };
  } finally {
    head.dispose();
  }
}

async function openHead(request: Omit<Probe, "op">): Promise<TensorHead> {
  return TensorHead.open(await readModel(`${request.head}/model.json`, readWhole));
}

async function keptBackbone(request: Omit<Probe, "op">): Promise<TensorBackbone> {
  const key = JSON.stringify([request.backbone, request.outputs, request.input]);
  if (loaded?.key === key) return loaded.backbone;
  const file = await readModel(`${request.backbone}/model.json`, readWhole);
  const backbone = await TensorBackbone.open(file, request.input, request.outputs);
  loaded?.backbone.dispose();
  loaded = { key, backbone };
  return backbone;
}

function keep(key: string, vector: Float32Array): void {
  vectors.set(key, vector);
  const oldest = vectors.keys().next().value;
  if (vectors.size > VECTORS_KEPT && oldest !== undefined) vectors.delete(oldest);
}

async function readWhole(path: string, onBytes?: (count: number) => void): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(await readFile(path));
  onBytes?.(bytes.length);
  return bytes.buffer;
}

async function reply(line: string): Promise<void> {
  let id: number | null = null;
  let result: object;
  try {
    const request = JSON.parse(line) as Request;
    id = request.id ?? null;
    result = await answer(request);
  } catch (error) {
    result = { error: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify({ id, ...result })}\n`);
}

async function main(): Promise<void> {
  // TensorFlow.js speaks through the console, and standard output carries answers only.
  console.log = console.info = console.warn = console.error;
  await setBackend("wasm");
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim()) await reply(line);
  }
  process.exit(0);
}

await main();

import type { GraphModel } from "@tensorflow/tfjs-converter";
import { type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { loadGraph, type OnProgress, type ReadFile } from "./graph";
import { Preprocessor, rawSource } from "./preprocess";
import type { Source } from "./resize";
import type { LoadEvent, Manifest, Preprocessing } from "./types";

/** A network without its top, and what makes a picture fit for it. */
export class Backbone {
  private readonly preprocessor: Preprocessor;

  private constructor(
    private readonly graph: GraphModel,
    private readonly input: Preprocessing,
    private readonly output: string,
  ) {
    this.preprocessor = new Preprocessor(input);
  }

  /** `output` names the graph's output that is the feature vector. */
  static async load(
    path: string,
    input: Preprocessing,
    output: string,
    read: ReadFile,
    onProgress?: OnProgress,
  ): Promise<Backbone> {
    return new Backbone(await loadGraph(path, read, onProgress), input, output);
  }

  /** The picture's feature vector, float32[1, C]; the caller disposes it. */
  vector(picture: Source): Tensor {
    const pixels = this.preprocessor.run(picture);
    return tidy(() => only(this.graph.execute(tensor(pixels, [1, ...this.input.size, 3]), this.output)));
  }

  /** Runs once on a black dot, so that the first real picture does not pay for what is set up lazily. */
  async warm(): Promise<void> {
    await take(this.vector(rawSource(new Uint8Array(3), 1, 1, 3)));
  }

  dispose(): void {
    this.graph.dispose();
  }
}

/** The task's layers: feature vector in, probabilities out. */
export class Head {
  private constructor(private readonly graph: GraphModel) {}

  static async load(path: string, read: ReadFile, onProgress?: OnProgress): Promise<Head> {
    return new Head(await loadGraph(path, read, onProgress));
  }

  /** Takes float32[n, C], gives float32[n, k]; every row sums to 1. Disposes neither. */
  probabilities(vectors: Tensor): Tensor {
    return tidy(() => only(this.graph.execute(vectors, this.graph.outputNodes)));
  }

  async warm(features: number): Promise<void> {
    await take(tidy(() => this.probabilities(zeros([1, features]))));
  }

  dispose(): void {
    this.graph.dispose();
  }
}

interface Loaded {
  readonly manifest: Manifest;
  readonly backbone: Backbone;
  readonly head: Head;
}

type OnEvent = (event: LoadEvent) => void;
/** Reads files until the signal says that nobody wants them any more. */
type Reader = (ended: AbortSignal) => ReadFile;

/** A version at work. A new one takes its place between two predictions, never during one. */
export class Model {
  private current: Loaded | null = null;
  private newest = new AbortController();

  /**
   * Until the new version is warm the old one answers; a backbone they share is kept. A later load
   * ends this one: it rejects with an AbortError, as when `signal` says so.
   */
  async load(manifest: Manifest, reader: Reader, onEvent: OnEvent = () => {}, signal?: AbortSignal): Promise<void> {
    this.newest.abort();
    this.newest = new AbortController();
    const ended = AbortSignal.any(signal ? [this.newest.signal, signal] : [this.newest.signal]);
    const next = await prepare(manifest, this.current, reader(ended), onEvent, ended);
    const old = this.current;
    this.current = next;
    old?.head.dispose();
    if (old?.backbone !== next.backbone) old?.backbone.dispose();
  }

  /** The answering version's manifest and float32[k]; null before the first load. */
  async predict(picture: Source): Promise<{ manifest: Manifest; probabilities: Float32Array } | null> {
    if (!this.current) return null;
    const { manifest, backbone, head } = this.current;
    const probabilities = await take(tidy(() => head.probabilities(backbone.vector(picture))));
    return { manifest, probabilities };
  }

  dispose(): void {
    this.newest.abort();
    this.current?.head.dispose();
    this.current?.backbone.dispose();
    this.current = null;
  }
}

/** Loads and warms a version beside the one at work; leaves nothing behind when it fails or is ended. */
async function prepare(
  manifest: Manifest,
  old: Loaded | null,
  read: ReadFile,
  onEvent: OnEvent,
  ended: AbortSignal,
): Promise<Loaded> {
  const progress = (part: "backbone" | "head"): OnProgress => {
    return (loaded, total) => onEvent({ kind: "loading", part, loaded, total });
  };
  const { sha256, model, outputs, features } = manifest.backbone;
  const shared = old?.manifest.backbone.sha256 === sha256 ? old.backbone : null;
  const made: { dispose(): void }[] = [];
  try {
    const backbone = shared ?? (await Backbone.load(model, manifest.input, outputs.vector, read, progress("backbone")));
    if (!shared) made.push(backbone);
    const head = await Head.load(manifest.head.model, read, progress("head"));
    made.push(head);
    onEvent({ kind: "warming" });
    if (!shared) await backbone.warm();
    await head.warm(features);
    ended.throwIfAborted();
    return { manifest, backbone, head };
  } catch (error) {
    for (const part of made) part.dispose();
    throw error;
  }
}

/** Reads a float32 tensor's values and frees it. */
export async function take(values: Tensor): Promise<Float32Array> {
  try {
    return (await values.data<"float32">()).slice();
  } finally {
    values.dispose();
  }
}

function only(result: Tensor | Tensor[]): Tensor {
  const first = Array.isArray(result) ? result[0] : result;
  if (!first) throw new Error("The graph gave no output.");
  return first;
}

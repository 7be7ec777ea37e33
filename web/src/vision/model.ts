import type { GraphModel } from "@tensorflow/tfjs-converter";
import { type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { loadGraph, type OnProgress, type ReadFile } from "./graph";
import type { LoadEvent, Manifest, Preprocessing } from "./types";

/** A network without its top: pixels in, feature vector out. */
export class Backbone {
  private constructor(
    private readonly graph: GraphModel,
    readonly input: Preprocessing,
    private readonly output: string,
  ) {}

  static async load(
    path: string,
    input: Preprocessing,
    output: string,
    read: ReadFile,
    onProgress?: OnProgress,
  ): Promise<Backbone> {
    return new Backbone(await loadGraph(path, read, onProgress), input, output);
  }

  /** Takes float32[h, w, 3] in 0…255, gives float32[1, C]. */
  vector(pixels: Float32Array): Tensor {
    return tidy(() => only(this.graph.execute(tensor(pixels, [1, ...this.input.size, 3]), this.output)));
  }

  /** Runs once on black, so that the first real picture does not pay for what is set up lazily. */
  async warm(): Promise<void> {
    const [height, width] = this.input.size;
    await take(this.vector(new Float32Array(height * width * 3)));
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

/** A version at work. A new one takes its place between two predictions, never during one. */
export class Model {
  private current: { manifest: Manifest; backbone: Backbone; head: Head } | null = null;

  constructor(private readonly read: ReadFile) {}

  get manifest(): Manifest | null {
    return this.current?.manifest ?? null;
  }

  /** Until the new version is warm the old one answers; a backbone they share is kept. */
  async load(manifest: Manifest, onEvent: (event: LoadEvent) => void = () => {}, signal?: AbortSignal): Promise<void> {
    const old = this.current;
    const shared = old?.manifest.backbone.sha256 === manifest.backbone.sha256 ? old.backbone : null;
    const progress = (part: "backbone" | "head"): OnProgress => (loaded, total) =>
      onEvent({ kind: "loading", part, loaded, total });
    const { model, outputs, features } = manifest.backbone;
    const backbone =
      shared ?? (await Backbone.load(model, manifest.input, outputs.vector, this.read, progress("backbone")));
    let head: Head | null = null;
    try {
      head = await Head.load(manifest.head.model, this.read, progress("head"));
      onEvent({ kind: "warming" });
      if (!shared) await backbone.warm();
      await head.warm(features);
      signal?.throwIfAborted();
    } catch (error) {
      head?.dispose();
      if (!shared) backbone.dispose();
      throw error;
    }
    this.current = { manifest, backbone, head };
    old?.head.dispose();
    if (!shared) old?.backbone.dispose();
  }

  /** Takes float32[h, w, 3] in 0…255; gives the answering manifest and float32[k]. Null before a load. */
  async predict(pixels: Float32Array): Promise<{ manifest: Manifest; probabilities: Float32Array } | null> {
    if (!this.current) return null;
    const { manifest, backbone, head } = this.current;
    const probabilities = await take(tidy(() => head.probabilities(backbone.vector(pixels))));
    return { manifest, probabilities };
  }

  dispose(): void {
    this.current?.head.dispose();
    this.current?.backbone.dispose();
    this.current = null;
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

import type { GraphModel } from "@tensorflow/tfjs-converter";
import { type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { type ModelFile, type OnProgress, openGraph, type ReadFile, readModel } from "./graph";
import { agree } from "./lane/agreement";
import type { FastBackbone, OpenLane } from "./lane/contract";
import { FastHead } from "./lane/head";
import { LaneRefusal } from "./lane/refusal";
import { Preprocessor, rawSource } from "./preprocess";
import type { Source } from "./resize";
import type { BackboneOutputs, Engine, Preprocessing } from "./types";

/** A network without its top, and what makes a picture fit for it. */
export class Backbone {
  private readonly preprocessor: Preprocessor;
  private lane: FastBackbone | null = null;
  /** What answers, and why it is not the fast lane. */
  engine: Engine = { name: "tensorflow", threads: 1, reason: null };

  private constructor(
    private readonly graph: GraphModel,
    private readonly file: ModelFile,
    private readonly input: Preprocessing,
    private readonly outputs: BackboneOutputs,
  ) {
    this.preprocessor = new Preprocessor(input);
  }

  static async load(
    path: string,
    input: Preprocessing,
    outputs: BackboneOutputs,
    read: ReadFile,
    onProgress?: OnProgress,
  ): Promise<Backbone> {
    const file = await readModel(path, read, onProgress);
    return new Backbone(await openGraph(file), file, input, outputs);
  }

  /** The picture's feature vector, float32[1, C], by TensorFlow.js; the caller disposes it. */
  vector(picture: Source): Tensor {
    const pixels = this.preprocessor.run(picture);
    return tidy(() => only(this.graph.execute(tensor(pixels, [1, ...this.input.size, 3]), this.outputs.vector)));
  }

  /** The same by whatever answers, float32[C]; valid until the next picture. */
  async features(picture: Source): Promise<Float32Array> {
    if (!this.lane) return take(this.vector(picture));
    try {
      return this.lane.vector(picture);
    } catch (error) {
      if (!(error instanceof LaneRefusal)) throw error;
      this.leaveLane(error.message);
      return take(this.vector(picture));
    }
  }

  /** A frame is coming: memory for its bytes, where the fast lane has some. */
  expect(bytes: number): Uint8Array | null {
    return this.lane?.expect(bytes) ?? null;
  }

  /** Runs once on a black dot, so that the first real picture does not pay for what is set up lazily. */
  async warm(): Promise<void> {
    await take(this.vector(rawSource(new Uint8Array(3), 1, 1, 3)));
  }

  /** From now on the fast lane answers, if it covers the graph, says the same, and is faster. */
  async tryLane(open: OpenLane, sha256: string): Promise<void> {
    const { file, input, outputs } = this;
    const trial = await open({ file, input, outputs, sha256 }, (picture) => take(this.vector(picture)));
    this.lane = trial.lane;
    this.engine = trial.engine;
  }

  dispose(): void {
    this.graph.dispose();
    this.lane?.dispose();
  }

  private leaveLane(reason: string): void {
    this.lane?.dispose();
    this.lane = null;
    this.engine = { name: "tensorflow", threads: 1, reason };
  }
}

/** The task's layers: feature vector in, probabilities or a number out. */
export class Head {
  private constructor(
    private readonly graph: GraphModel,
    private fast: FastHead | null,
  ) {}

  static async load(path: string, read: ReadFile, onProgress?: OnProgress): Promise<Head> {
    const file = await readModel(path, read, onProgress);
    return new Head(await openGraph(file), FastHead.of(file));
  }

  /** Takes float32[C], gives float32[k]. */
  async answer(vector: Float32Array): Promise<Float32Array> {
    if (this.fast) return this.fast.run(vector);
    return take(tidy(() => this.probabilities(tensor(vector, [1, vector.length]))));
  }

  /** Takes float32[n, C], gives float32[n, k], as the task has it. Disposes neither. */
  probabilities(vectors: Tensor): Tensor {
    return tidy(() => only(this.graph.execute(vectors, this.graph.outputNodes)));
  }

  async warm(features: number): Promise<void> {
    const probe = FastHead.probe(features);
    const wanted = await take(tidy(() => this.probabilities(tensor(probe, [1, features]))));
    if (this.fast && !agree(this.fast.run(probe), wanted)) this.fast = null;
  }

  dispose(): void {
    this.graph.dispose();
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

import type { GraphModel } from "@tensorflow/tfjs-converter";
import { type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { loadGraph, type OnProgress, type ReadFile } from "./graph";
import { Preprocessor, rawSource } from "./preprocess";
import type { Source } from "./resize";
import type { Preprocessing } from "./types";

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

/** The task's layers: feature vector in, probabilities or a number out. */
export class Head {
  private constructor(private readonly graph: GraphModel) {}

  static async load(path: string, read: ReadFile, onProgress?: OnProgress): Promise<Head> {
    return new Head(await loadGraph(path, read, onProgress));
  }

  /** Takes float32[n, C], gives float32[n, k], as the task has it. Disposes neither. */
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

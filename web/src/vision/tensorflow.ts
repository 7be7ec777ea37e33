/** Networks as TensorFlow.js runs them. Half a megabyte that is loaded where it is needed: by `import()` alone. */
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { io, memory, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import type { ModelFile } from "./graph";
import { Preprocessor } from "./preprocess";
import type { Source } from "./resize";
import type { BackboneOutputs, Memory, Preprocessing } from "./types";

/** A network from pixels to one of its outputs. */
export class TensorGraph {
  private constructor(
    private readonly graph: GraphModel,
    private readonly size: readonly [number, number],
    private readonly output: string,
  ) {}

  /** Has run once on black, so that the first real picture does not pay for what is set up lazily. */
  static async open(file: ModelFile, size: readonly [number, number], output: string): Promise<TensorGraph> {
    const opened = new TensorGraph(await openGraph(file), size, output);
    await opened.look(new Float32Array(size[0] * size[1] * 3));
    return opened;
  }

  /** Takes float32[h, w, 3] in 0…255, gives float32[1, C]; the caller disposes it. */
  run(pixels: Float32Array): Tensor {
    return tidy(() => only(this.graph.execute(tensor(pixels, [1, ...this.size, 3]), this.output)));
  }

  /** The same as float32[C]. */
  look(pixels: Float32Array): Promise<Float32Array> {
    return take(this.run(pixels));
  }

  dispose(): void {
    this.graph.dispose();
  }
}

/** A network from a picture to its feature vector. */
export class TensorBackbone {
  private readonly preprocessor: Preprocessor;

  private constructor(
    private readonly graph: TensorGraph,
    input: Preprocessing,
  ) {
    this.preprocessor = new Preprocessor(input);
  }

  /** Warm. */
  static async open(file: ModelFile, input: Preprocessing, outputs: BackboneOutputs): Promise<TensorBackbone> {
    return new TensorBackbone(await TensorGraph.open(file, input.size, outputs.vector), input);
  }

  /** float32[1, C]; the caller disposes it. */
  vector(picture: Source): Tensor {
    return this.graph.run(this.preprocessor.run(picture));
  }

  /** The same as float32[C]. */
  features(picture: Source): Promise<Float32Array> {
    return take(this.vector(picture));
  }

  dispose(): void {
    this.graph.dispose();
  }
}

/** The task's layers: feature vector in, probabilities or a number out. */
export class TensorHead {
  private constructor(private readonly graph: GraphModel) {}

  static async open(file: ModelFile): Promise<TensorHead> {
    return new TensorHead(await openGraph(file));
  }

  /** Takes float32[C], gives float32[k]. */
  answer(vector: Float32Array): Promise<Float32Array> {
    return take(tidy(() => this.outputs(tensor(vector, [1, vector.length]))));
  }

  /** Takes float32[n, C], gives float32[n, k], as the task has it. Disposes neither. */
  outputs(vectors: Tensor): Tensor {
    return tidy(() => only(this.graph.execute(vectors, this.graph.outputNodes)));
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

export function held(): Memory {
  const { numTensors, numBytes } = memory();
  return { tensors: numTensors, bytes: numBytes };
}

/** TensorFlow.js rewrites what it is given, so it gets a copy. */
export async function openGraph({ json, shards }: ModelFile): Promise<GraphModel> {
  const load = () =>
    io.getModelArtifactsForJSON(structuredClone(json), async (manifest) => [io.getWeightSpecs(manifest), [...shards]]);
  return loadGraphModel({ load });
}

function only(result: Tensor | Tensor[]): Tensor {
  const first = Array.isArray(result) ? result[0] : result;
  if (!first) throw new Error("The graph gave no output.");
  return first;
}

/** For tests: small networks written as the converter writes them, with weights from a seed. */
import type { ModelFile } from "../graph";

type Padding = "SAME" | "VALID";

export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

/** Writes a graph node by node; every method returns the new node's name. */
export class GraphWriter {
  private readonly nodes: object[] = [];
  private readonly weights: Weight[] = [];
  private readonly bytes: number[] = [];
  private readonly next: () => number;

  constructor(
    readonly height: number,
    readonly width: number,
    seed = 1,
  ) {
    this.next = random(seed);
    const dim = [-1, height, width, 3].map((size) => ({ size: String(size) }));
    this.nodes.push({
      name: "input",
      op: "Placeholder",
      attr: { dtype: { type: "DT_FLOAT" }, shape: { shape: { dim } } },
    });
  }

  node(op: string, input: readonly string[], attr: object = {}, name = `${op}_${this.nodes.length}`): string {
    this.nodes.push({ name, op, input, attr: { T: { type: "DT_FLOAT" }, ...attr } });
    return name;
  }

  constant(shape: readonly number[], values: ArrayLike<number>, dtype: "float32" | "int32" = "float32"): string {
    const array = dtype === "float32" ? Float32Array.from(values) : Int32Array.from(values);
    return this.stored({ name: `c${this.nodes.length}`, shape, dtype }, new Uint8Array(array.buffer));
  }

  /** One byte a value, as converters quantise. */
  quantised(shape: readonly number[], scale: number): string {
    const values = Uint8Array.from({ length: product(shape) }, () => this.next() * 256);
    const quantization = { dtype: "uint8", scale, min: -128 * scale };
    return this.stored({ name: `c${this.nodes.length}`, shape, dtype: "float32", quantization }, values);
  }

  /** Values around zero whose squares sum to about one for each output. */
  kernel(shape: readonly [number, number, number, number], depthwise = false): string {
    const inputs = shape[0] * shape[1] * (depthwise ? 1 : shape[2]);
    return this.constant(shape, this.values(product(shape), Math.sqrt(6 / inputs)));
  }

  bias(channels: number): string {
    return this.constant([channels], this.values(channels, 1));
  }

  rescale(input: string, by: readonly number[], offset: readonly number[]): string {
    const scaled = this.node("Mul", [input, this.constant(by.length > 1 ? [by.length] : [], by)]);
    return this.node("AddV2", [scaled, this.constant(offset.length > 1 ? [offset.length] : [], offset)]);
  }

  /** A convolution as the converter fuses it: bias, and an activation unless linear. */
  conv(
    input: string,
    shape: readonly [number, number, number, number],
    stride = 1,
    activation: string | null = "Relu6",
    padding: Padding = "SAME",
  ) {
    const inputs = [input, this.kernel(shape), this.bias(shape[3])];
    return this.node("_FusedConv2D", inputs, attributes(stride, padding, fused(activation)));
  }

  depthwise(
    input: string,
    channels: number,
    stride = 1,
    padding: Padding = "SAME",
    activation: string | null = "Relu6",
  ) {
    const inputs = [input, this.kernel([3, 3, channels, 1], true), this.bias(channels)];
    return this.node("FusedDepthwiseConv2dNative", inputs, attributes(stride, padding, fused(activation)));
  }

  pad(input: string, [top, bottom, left, right]: readonly [number, number, number, number]): string {
    const paddings = this.constant([4, 2], [0, 0, top, bottom, left, right, 0, 0], "int32");
    return this.node("Pad", [input, paddings]);
  }

  /** The outputs `maps` and `vector`. */
  finish(maps: string): ModelFile {
    const axes = this.constant([2], [1, 2], "int32");
    const mean = this.node("Mean", [maps, axes], { keep_dims: { b: false } });
    this.node("Identity", [maps], {}, "maps");
    this.node("Identity", [mean], {}, "vector");
    return this.file();
  }

  file(): ModelFile {
    const json = {
      format: "graph-model",
      modelTopology: { node: this.nodes, library: {}, versions: { producer: 1 } },
      weightsManifest: [{ paths: ["group1-shard1of1.bin"], weights: this.weights }],
    };
    return { json: json as unknown as ModelFile["json"], shards: [Uint8Array.from(this.bytes).buffer] };
  }

  values(length: number, range: number): Float32Array {
    return Float32Array.from({ length }, () => (this.next() * 2 - 1) * range);
  }

  private stored(weight: Weight, bytes: Uint8Array): string {
    this.nodes.push({
      name: weight.name,
      op: "Const",
      attr: { dtype: { type: weight.dtype === "int32" ? "DT_INT32" : "DT_FLOAT" } },
    });
    this.weights.push(weight);
    for (const byte of bytes) this.bytes.push(byte);
    return weight.name;
  }
}

export function attributes(stride: number, padding: Padding, fusedOps: readonly string[] = []): object {
  return {
    strides: { list: { i: ["1", String(stride), String(stride), "1"] } },
    padding: { s: btoa(padding) },
    data_format: { s: btoa("NHWC") },
    dilations: { list: { i: ["1", "1", "1", "1"] } },
    ...(fusedOps.length > 0 && { fused_ops: { list: { s: fusedOps.map(btoa) } }, num_args: { i: "1" } }),
  };
}

function fused(activation: string | null): string[] {
  return activation ? ["BiasAdd", activation] : ["BiasAdd"];
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, length) => all * length, 1);
}

/** MobileNetV2 in small: every kind of step that it has. */
export function invertedResiduals(height = 48, width = 48, seed = 1): ModelFile {
  const g = new GraphWriter(height, width, seed);
  let x = g.conv(g.rescale("input", [1 / 127.5], [-1]), [3, 3, 3, 16], 2);
  x = g.conv(g.depthwise(x, 16), [1, 1, 16, 8], 1, null);
  const wide = g.conv(x, [1, 1, 8, 48]);
  const padded = g.pad(wide, [0, 1, 0, 1]);
  x = g.conv(g.depthwise(padded, 48, 2, "VALID"), [1, 1, 48, 16], 1, null);
  const narrow = g.conv(g.depthwise(g.conv(x, [1, 1, 16, 96]), 96), [1, 1, 96, 16], 1, null);
  x = g.node("AddV2", [x, narrow]);
  return g.finish(g.conv(x, [1, 1, 16, 40], 1, "Relu6", "VALID"));
}

/** Graft's own network in small: early maps beside the last ones. */
export function twoLevels(height = 48, width = 40, seed = 1): ModelFile {
  const g = new GraphWriter(height, width, seed);
  const x = g.conv(g.rescale("input", [1 / 127.5], [-1]), [3, 3, 3, 16], 2);
  const early = g.depthwise(g.conv(x, [1, 1, 16, 24]), 24, 2);
  const y = g.conv(early, [1, 1, 24, 16], 1, null);
  const late = g.conv(g.conv(g.depthwise(y, 16), [1, 1, 16, 24]), [3, 3, 24, 40]);
  return g.finish(g.node("ConcatV2", [late, early, g.constant([], [3], "int32")]));
}

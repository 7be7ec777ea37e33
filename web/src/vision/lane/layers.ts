/**
 * From nodes to layers: convolutions with everything that can be folded into them. Biases, batch
 * normalisations, activations and additions become part of the convolution before them; paddings, of the
 * one after.
 */
import type { Constant } from "./constants";
import type { Graph, GraphNode } from "./nodes";
import * as read from "./operations";
import { damaged, notCovered } from "./refusal";
import { LANES } from "./words";

/** Zeros around maps: top, bottom, left, right. */
export type Padding = readonly [number, number, number, number];

/** What a layer reads: the image, or the maps of the layer with this number. */
export type Origin = "image" | number;

export interface Layer {
  readonly kind: "convolution" | "depthwise";
  readonly input: Origin;
  readonly kernelSize: readonly [number, number];
  readonly stride: number;
  readonly padding: Padding;
  readonly inputChannels: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** float32[rows, columns, in, out], or float32[rows, columns, channels] where depthwise. */
  kernel: Float32Array;
  bias: Float32Array;
  /** Number of the layer whose maps are added before the activation. */
  residual: number | null;
  low: number;
  high: number;
}

/** Pixels come in 0…255; each channel is scaled, then moved. */
export interface ImageInput {
  readonly height: number;
  readonly width: number;
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}

export interface Network {
  readonly image: ImageInput;
  readonly layers: readonly Layer[];
  /** Layers whose maps, side by side, are the output `maps`, and whose mean is the output `vector`. */
  readonly maps: readonly number[];
  readonly vector: readonly number[];
}

type Value =
  | { readonly kind: "image"; readonly image: ImageInput; readonly padding: Padding }
  | { readonly kind: "maps"; readonly layer: number; readonly padding: Padding }
  | { readonly kind: "together"; readonly layers: readonly number[] }
  | { readonly kind: "mean"; readonly layers: readonly number[] };

const NONE: Padding = [0, 0, 0, 0];

/** Raises LaneRefusal: not covered, or damaged. `outputs` names the graph's maps and their mean. */
export function findLayers(graph: Graph, outputs: { readonly maps: string; readonly vector: string }): Network {
  const finder = new Finder(graph, Object.values(outputs));
  for (const node of graph.nodes) finder.take(node);
  const maps = finder.value(outputs.maps);
  const vector = finder.value(outputs.vector);
  if (vector.kind !== "mean") throw notCovered("its vector is no mean over the picture");
  if (!finder.image) throw notCovered("it has no input");
  const found = { image: finder.image, layers: finder.layers, maps: mapsOf(maps), vector: vector.layers };
  // What lies side by side lies so once.
  if (Math.max(found.maps.length, found.vector.length) > 1 && String(found.maps) !== String(found.vector)) {
    throw notCovered("its vector is the mean of other maps");
  }
  return found;
}

function mapsOf(value: Value): readonly number[] {
  if (value.kind === "together") return value.layers;
  if (value.kind === "maps" && !value.padding.some(Boolean)) return [value.layer];
  throw notCovered("its maps are no convolution's");
}

class Finder {
  readonly layers: Layer[] = [];
  image: ImageInput | null = null;
  private readonly values = new Map<string, Value>();
  private readonly uses = new Map<string, number>();

  constructor(
    private readonly graph: Graph,
    outputs: readonly string[],
  ) {
    for (const name of [...outputs, ...graph.nodes.flatMap((node) => node.inputs)]) {
      this.uses.set(name, (this.uses.get(name) ?? 0) + 1);
    }
  }

  value(name: string): Value {
    const value = this.values.get(name);
    if (!value) throw notCovered(`${name} is computed from constants alone`);
    return value;
  }

  take(node: GraphNode): void {
    this.values.set(node.name, this.compute(node));
  }

  private compute(node: GraphNode): Value {
    switch (node.op) {
      case "Placeholder":
        return this.placeholder(node);
      case "Identity":
        return this.identity(node);
      case "Pad":
      case "PadV2":
        return this.pad(node);
      case "Conv2D":
      case "_FusedConv2D":
      case "DepthwiseConv2dNative":
      case "FusedDepthwiseConv2dNative":
        return this.convolution(node);
      case "Relu":
        return this.clamp(node, 0, Number.POSITIVE_INFINITY);
      case "Relu6":
        return this.clamp(node, 0, 6);
      case "Mean":
        return this.mean(node);
      case "ConcatV2":
        return this.together(node);
      case "Add":
      case "AddV2":
        return this.hasConstant(node) ? this.scale(node) : this.add(node);
      case "BiasAdd":
      case "Sub":
      case "Mul":
      case "RealDiv":
      case "FusedBatchNorm":
      case "FusedBatchNormV3":
        return this.scale(node);
      default:
        throw notCovered(`${node.name} is a ${node.op}`);
    }
  }

  private placeholder(node: GraphNode): Value {
    if (this.image) throw notCovered("it has two inputs");
    const [height, width] = read.imageSize(node);
    this.image = { height, width, scale: [1, 1, 1], offset: [0, 0, 0] };
    return { kind: "image", image: this.image, padding: NONE };
  }

  /** A second name: what it names is used as often as both together. */
  private identity(node: GraphNode): Value {
    const name = read.input(node, 0);
    this.uses.set(node.name, (this.uses.get(node.name) ?? 0) + (this.uses.get(name) ?? 0) - 1);
    return this.value(name);
  }

  private pad(node: GraphNode): Value {
    const value = this.value(read.input(node, 0));
    if (value.kind === "mean" || value.kind === "together") throw notCovered(`${node.name} pads what is no maps`);
    return { ...value, padding: sum(value.padding, read.padding(node, this.graph.constants)) };
  }

  private mean(node: GraphNode): Value {
    read.requireMeanOverPixels(node, this.graph.constants);
    return { kind: "mean", layers: mapsOf(this.value(read.input(node, 0))) };
  }

  /** Maps side by side: each begins a block of its own, so that nothing has to be copied. */
  private together(node: GraphNode): Value {
    const names = read.concatenated(node, this.graph.constants);
    const numbers = names.map((name) => this.maps(name, node));
    const all = numbers.map((number) => this.layers[number] as Layer);
    if (new Set(numbers).size < numbers.length) throw notCovered(`${node.name} has the same maps twice`);
    if (all.slice(0, -1).some(({ channels }) => channels % LANES)) throw notCovered(`${node.name} begins in a block`);
    if (all.some(({ height, width }) => height !== all[0]?.height || width !== all[0]?.width)) {
      throw damaged(`${node.name} has maps of different sizes side by side`);
    }
    return { kind: "together", layers: numbers };
  }

  private convolution(node: GraphNode): Value {
    const value = this.value(read.input(node, 0));
    if (value.kind === "mean" || value.kind === "together") throw notCovered(`${node.name} convolves a ${value.kind}`);
    const from = value.kind === "image" ? { ...value.image, channels: 3 } : (this.layers[value.layer] as Layer);
    if (value.kind === "image") this.useImage(value.image, node);
    const input: Origin = value.kind === "image" ? "image" : value.layer;
    this.layers.push(read.convolution(node, this.graph.constants, input, from, value.padding));
    return { kind: "maps", layer: this.layers.length - 1, padding: NONE };
  }

  /** There is one image in memory, scaled in one way. */
  private useImage(image: ImageInput, node: GraphNode): void {
    if (this.layers.some((layer) => layer.input === "image") && this.image !== image) {
      throw notCovered(`${node.name} scales the picture in a second way`);
    }
    this.image = image;
  }

  private clamp(node: GraphNode, low: number, high: number): Value {
    const name = read.input(node, 0);
    const number = this.maps(name, node);
    const layer = this.sole(name, number, node);
    layer.low = Math.max(low, Math.min(layer.low, high));
    layer.high = Math.max(low, Math.min(layer.high, high));
    return this.value(name);
  }

  private hasConstant(node: GraphNode): boolean {
    return node.inputs.some((name) => this.graph.constants.has(name));
  }

  /** x · scale + offset, channel by channel. */
  private scale(node: GraphNode): Value {
    const { name, scale, offset } = read.scaling(node, this.graph.constants);
    const value = this.value(name);
    if (value.kind === "mean" || value.kind === "together" || value.padding.some(Boolean)) {
      throw notCovered(`${node.name} scales what is padded or pooled`);
    }
    if (value.kind === "image") return { ...value, image: scaledImage(value.image, node, scale, offset) };
    const layer = this.sole(name, value.layer, node);
    if (layer.residual !== null || Number.isFinite(layer.low) || Number.isFinite(layer.high)) {
      throw notCovered(`${node.name} scales what went through an activation`);
    }
    fold(layer, perChannel(scale, layer.channels, node), perChannel(offset, layer.channels, node));
    return value;
  }

  /** The later of the two convolutions takes the other's maps in. */
  private add(node: GraphNode): Value {
    const names = [read.input(node, 0), read.input(node, 1)] as const;
    const [a, b] = [this.maps(names[0], node), this.maps(names[1], node)];
    const [late, early, name] = a > b ? [a, b, names[0]] : [b, a, names[1]];
    const [layer, other] = [this.sole(name, late, node), this.layers[early] as Layer];
    if (late === early || layer.residual !== null || Number.isFinite(layer.low) || Number.isFinite(layer.high)) {
      throw notCovered(`${node.name} adds to what went through an activation`);
    }
    if (layer.kind !== "convolution") throw notCovered(`${node.name} adds to a depthwise convolution`);
    if (other.channels !== layer.channels || other.height !== layer.height || other.width !== layer.width) {
      throw damaged(`${node.name} adds maps of different shapes`);
    }
    layer.residual = early;
    return { kind: "maps", layer: late, padding: NONE };
  }

  private maps(name: string, user: GraphNode): number {
    const value = this.value(name);
    if (value.kind === "maps" && !value.padding.some(Boolean)) return value.layer;
    throw notCovered(`${user.name} is a ${user.op} of what is no convolution`);
  }

  /** The layer, if nobody else needs it as it is so far. */
  private sole(name: string, number: number, user: GraphNode): Layer {
    if (this.uses.get(name) !== 1) throw notCovered(`${user.name} changes what others use too`);
    return this.layers[number] as Layer;
  }
}

function sum(a: Padding, b: Padding): Padding {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
}

function scaledImage(image: ImageInput, node: GraphNode, scale: Constant["values"], offset: Constant["values"]) {
  const [by, plus] = [perChannel(scale, 3, node), perChannel(offset, 3, node)];
  return {
    ...image,
    scale: image.scale.map((value, c) => value * (by[c] as number)),
    offset: image.offset.map((value, c) => value * (by[c] as number) + (plus[c] as number)),
  };
}

function perChannel(values: Constant["values"], channels: number, node: GraphNode): ArrayLike<number> {
  if (values.length === channels) return values;
  if (values.length === 1) return new Float64Array(channels).fill(values[0] as number);
  throw damaged(`${node.name} has ${values.length} values for ${channels} channels`);
}

function fold(layer: Layer, scale: ArrayLike<number>, offset: ArrayLike<number>): void {
  const { channels } = layer;
  layer.kernel = layer.kernel.map((value, i) => value * (scale[i % channels] as number));
  layer.bias = layer.bias.map((value, c) => value * (scale[c] as number) + (offset[c] as number));
}

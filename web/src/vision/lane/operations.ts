/** What single nodes say: shapes, paddings, kernels. Everything a file could have wrong is asked here. */
import type { Constant } from "./constants";
import type { Layer, Origin, Padding } from "./layers";
import {
  flagAttribute,
  type GraphNode,
  numberAttribute,
  numbersAttribute,
  shapeAttribute,
  textAttribute,
  textsAttribute,
} from "./nodes";
import { damaged, notCovered } from "./refusal";

type Constants = ReadonlyMap<string, Constant>;

/** Larger pictures and wider layers than these are no network's that a browser runs live. */
const LARGEST_SIDE = 1024;
const MOST_CHANNELS = 8192;
const LARGEST_KERNEL = 7;

const ACTIVATIONS: Readonly<Record<string, readonly [number, number]>> = {
  Relu: [0, Number.POSITIVE_INFINITY],
  Relu6: [0, 6],
};

export function input(node: GraphNode, index: number): string {
  const name = node.inputs[index];
  if (name === undefined) throw damaged(`${node.name}, a ${node.op}, has ${node.inputs.length} inputs`);
  return name;
}

/** Height and width of a picture of three channels. */
export function imageSize(node: GraphNode): readonly [number, number] {
  const [count, height, width, channels, ...more] = shapeAttribute(node);
  if ((count !== -1 && count !== 1) || channels !== 3 || more.length > 0) throw notCovered("its input is no picture");
  for (const side of [height, width]) {
    if (!Number.isInteger(side) || (side as number) < 1 || (side as number) > LARGEST_SIDE) {
      throw notCovered(`its input is ${height} × ${width} pixels`);
    }
  }
  return [height as number, width as number];
}

export function padding(node: GraphNode, constants: Constants): Padding {
  const { shape, values } = constant(node, 1, constants);
  if (node.inputs.length > 2 && constant(node, 2, constants).values.some((value) => value !== 0)) {
    throw notCovered(`${node.name} pads with something else than zero`);
  }
  const [a, b, top, bottom, left, right, c, d] = values;
  if (String(shape) !== "4,2" || a || b || c || d) throw notCovered(`${node.name} does not pad pixels`);
  return checkedPadding([top as number, bottom as number, left as number, right as number], node);
}

/** The kernel may be larger than the padding, never smaller: nothing is computed of zeros alone. */
function checkedPadding(found: Padding, node: GraphNode): Padding {
  if (found.some((side) => !Number.isInteger(side) || side < 0 || side >= LARGEST_KERNEL)) {
    throw notCovered(`${node.name} pads by ${found.join(", ")}`);
  }
  return found;
}

export function requireMeanOverPixels(node: GraphNode, constants: Constants): void {
  const axes = Array.from(constant(node, 1, constants).values, (axis) => (axis < 0 ? axis + 4 : axis));
  if (axes.length !== 2 || !axes.includes(1) || !axes.includes(2)) throw notCovered(`${node.name} is over other axes`);
}

/** The names of what lies side by side: channels after channels. */
export function concatenated(node: GraphNode, constants: Constants): readonly string[] {
  const [axis] = constant(node, node.inputs.length - 1, constants).values;
  if (axis !== 3 && axis !== -1) throw notCovered(`${node.name} is along another axis than channels`);
  return node.inputs.slice(0, -1);
}

/** x · scale + offset, of the input `name`: one value, or one for each channel. */
export function scaling(node: GraphNode, constants: Constants) {
  if (node.op.startsWith("FusedBatchNorm")) return normalisation(node, constants);
  const first = constants.get(input(node, 0));
  const name = input(node, first ? 1 : 0);
  const { shape, values } = first ?? constant(node, 1, constants);
  if (shape.slice(0, -1).some((length) => length !== 1)) throw notCovered(`${node.name} is not by channel`);
  if (first && (node.op === "Sub" || node.op === "RealDiv")) throw notCovered(`${node.name} has its constant first`);
  const numbers = Float32Array.from(values);
  const [one, zero] = [Float32Array.of(1), Float32Array.of(0)];
  if (node.op === "Mul") return { name, scale: numbers, offset: zero };
  if (node.op === "RealDiv") return { name, scale: numbers.map((value) => 1 / value), offset: zero };
  if (node.op === "Sub") return { name, scale: one, offset: numbers.map((value) => -value) };
  return { name, scale: one, offset: numbers };
}

function normalisation(node: GraphNode, constants: Constants) {
  if (flagAttribute(node, "is_training")) throw notCovered(`${node.name} is still being trained`);
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((i) => constant(node, i, constants).values);
  const epsilon = numberAttribute(node, "epsilon") ?? 1e-3;
  const length = gamma?.length;
  if (!gamma || !beta || !mean || !variance || [beta, mean, variance].some((one) => one.length !== length)) {
    throw damaged(`${node.name} has statistics of different lengths`);
  }
  const scale = Float32Array.from(gamma, (value, c) => value / Math.sqrt((variance[c] as number) + epsilon));
  const offset = Float32Array.from(beta, (value, c) => value - (mean[c] as number) * (scale[c] as number));
  return { name: input(node, 0), scale, offset };
}

interface Maps {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export function convolution(node: GraphNode, constants: Constants, origin: Origin, from: Maps, padded: Padding): Layer {
  const depthwise = node.op.includes("epthwise");
  const { shape, values } = constant(node, 1, constants);
  const [rows = 0, columns = 0, inputs = 0, outputs = 0] = shape;
  if (shape.length !== 4 || !(values instanceof Float32Array)) throw damaged(`${node.name} has no kernel`);
  if (inputs !== from.channels) throw damaged(`${node.name} reads ${inputs} channels of ${from.channels}`);
  requireCovered(node, depthwise, origin, [rows, columns, inputs, outputs]);
  const stride = strideOf(node);
  const around = surroundings(node, [rows, columns], stride, from, padded);
  const channels = depthwise ? inputs : outputs;
  const height = Math.floor((from.height + around[0] + around[1] - rows) / stride) + 1;
  const width = Math.floor((from.width + around[2] + around[3] - columns) / stride) + 1;
  if (height < 1 || width < 1) throw damaged(`${node.name} has a kernel larger than its maps`);
  const [bias, low, high] = fused(node, constants, channels);
  return {
    kind: depthwise ? "depthwise" : "convolution",
    input: origin,
    kernelSize: [rows, columns],
    stride,
    padding: around,
    inputChannels: inputs,
    channels,
    height,
    width,
    kernel: values,
    bias,
    residual: null,
    low,
    high,
  };
}

function requireCovered(node: GraphNode, depthwise: boolean, origin: Origin, shape: readonly number[]): void {
  const [rows = 0, columns = 0, inputs = 0, outputs = 0] = shape;
  if (depthwise && (rows !== 3 || columns !== 3 || outputs !== 1 || origin === "image")) {
    throw notCovered(`${node.name} is a depthwise convolution of ${rows} × ${columns} × ${outputs}`);
  }
  if (rows < 1 || columns < 1 || rows > LARGEST_KERNEL || columns > LARGEST_KERNEL) {
    throw notCovered(`${node.name} has a kernel of ${rows} × ${columns}`);
  }
  if (inputs < 1 || outputs < 1 || inputs > MOST_CHANNELS || outputs > MOST_CHANNELS) {
    throw notCovered(`${node.name} has ${inputs} × ${outputs} channels`);
  }
  if ((textAttribute(node, "data_format") ?? "NHWC") !== "NHWC") throw notCovered(`${node.name} has channels first`);
  if ((numbersAttribute(node, "dilations") ?? []).some((by) => by !== 1)) throw notCovered(`${node.name} is dilated`);
}

function strideOf(node: GraphNode): number {
  const strides = numbersAttribute(node, "strides") ?? [];
  const [count, down, across, channels] = strides;
  if (count !== 1 || channels !== 1 || down !== across || (down !== 1 && down !== 2)) {
    throw notCovered(`${node.name} has strides of ${strides.join(", ")}`);
  }
  return down;
}

/** Zeros around the maps: of a Pad before, and of the convolution's own. */
function surroundings(
  node: GraphNode,
  kernel: readonly [number, number],
  stride: number,
  from: Maps,
  padded: Padding,
): Padding {
  const kind = textAttribute(node, "padding");
  if (kind === "VALID") return padded;
  if (kind === "EXPLICIT") return checkedPadding(plus(padded, explicit(node)), node);
  if (kind !== "SAME") throw notCovered(`${node.name} pads in an unknown way`);
  const down = same(from.height + padded[0] + padded[1], kernel[0], stride);
  const across = same(from.width + padded[2] + padded[3], kernel[1], stride);
  return checkedPadding(plus(padded, [...down, ...across]), node);
}

function explicit(node: GraphNode): Padding {
  const [a, b, top = 0, bottom = 0, left = 0, right = 0, c, d] = numbersAttribute(node, "explicit_paddings") ?? [];
  if (a || b || c || d) throw notCovered(`${node.name} pads more than pixels`);
  return [top, bottom, left, right];
}

function plus(a: Padding, b: readonly number[]): Padding {
  return [a[0] + (b[0] ?? 0), a[1] + (b[1] ?? 0), a[2] + (b[2] ?? 0), a[3] + (b[3] ?? 0)];
}

/** TensorFlow's SAME: the odd zero comes last. */
function same(length: number, kernel: number, stride: number): readonly [number, number] {
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + kernel - length, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/**
 * Bias and bounds of what the converter fused into the convolution. An activation without a bias is left to
 * TensorFlow.js, whose converter's executor takes the first for a bias and drops the activation.
 */
function fused(node: GraphNode, constants: Constants, channels: number): [Float32Array, number, number] {
  const unbounded = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const [first, activation, ...more] = textsAttribute(node, "fused_ops");
  if (first === undefined) return [new Float32Array(channels), ...unbounded];
  const bounds = activation === undefined ? unbounded : ACTIVATIONS[activation];
  if (first !== "BiasAdd" || !bounds || more.length > 0) throw notCovered(`${node.name} fuses ${activation ?? first}`);
  const { values } = constant(node, 2, constants);
  if (values.length !== channels) throw damaged(`${node.name} has ${values.length} biases for ${channels} channels`);
  return [Float32Array.from(values), ...bounds];
}

function constant(node: GraphNode, index: number, constants: Constants): Constant {
  const found = constants.get(input(node, index));
  if (!found) throw notCovered(`${node.name}, a ${node.op}, computes its ${input(node, index)}`);
  return found;
}

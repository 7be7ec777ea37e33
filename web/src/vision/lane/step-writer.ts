/** A step's words: where it reads and writes, its weights and taps, and how it is cut into strips. */
import type { Arena } from "./arena";
import type { Layer, Network } from "./layers";
import { blocksOf, packBias, packConvolution, packDepthwise, packImageConvolution } from "./packing";
import type { PlacedImage } from "./plan";
import type { Step } from "./steps";
import type { Tensor } from "./tensors";
import * as words from "./words";
import { BLOCK, type ConvWords, type StepWords, type View } from "./words";

/** What a strip should fit into: half of a second-level cache as small as they are today. */
const STRIP_BYTES = 192 * 1024;
/** Between stages that share out channels lies no more than this. */
const SHARED_BYTES = 512 * 1024;
/** Taller maps are shared out by rows. */
const SHARED_HEIGHT = 16;

/** Sizes of what lies between the stages of a step, for strips of so many rows. */
interface Between {
  readonly strip: number;
  readonly ringRows: number;
  readonly ringRow: number;
  readonly ringPlane: number;
  readonly ringBytes: number;
  readonly packedPlane: number;
  readonly packedBytes: number;
  readonly patchesPlane: number;
  readonly patchesBytes: number;
}

export class StepWriter {
  private scratchBytes = 0;
  private sharedBytes = 0;
  private zeroBytes = BLOCK;

  constructor(
    private readonly network: Network,
    private readonly tensors: ReadonlyMap<number, Tensor>,
    private readonly image: PlacedImage,
    private readonly arena: Arena,
    private readonly threads: number,
  ) {}

  write(step: Step): StepWords {
    const { wide, depthwise, narrow } = step;
    const output = this.tensors.get(step.output) as Tensor;
    const first = (wide ?? depthwise) as Layer;
    const middle = depthwise && !wide ? this.sizeOf(first) : first;
    const byChannels = this.sharesChannels(step, output);
    const between = this.between(step, output, byChannels);
    const packed = align(between.ringBytes);
    const patches = packed + (byChannels ? 0 : align(between.packedBytes));
    this.scratchBytes = Math.max(this.scratchBytes, patches + between.patchesBytes);
    this.sharedBytes = Math.max(this.sharedBytes, byChannels && narrow ? between.packedBytes : 0);
    this.zeroBytes = Math.max(this.zeroBytes, between.ringRow);
    const input = this.inputOf(first);
    const residual = this.network.layers[step.output]?.residual ?? null;
    return {
      kinds: this.kinds(step, input, byChannels, residual !== null),
      strip: between.strip,
      input,
      wide: wide ? this.convolution(wide, this.wideTaps(wide, input, between)) : words.NO_CONV,
      middleHeight: middle.height,
      middleWidth: middle.width,
      depthwise: depthwise ? this.filter(depthwise) : words.NO_DEPTHWISE,
      narrow: narrow ? this.convolution(narrow, this.narrowTaps(narrow, between)) : words.NO_CONV,
      height: output.height,
      width: output.width,
      output: output.view,
      residual: residual === null ? words.NO_VIEW : (this.tensors.get(residual) as Tensor).view,
      ring: 0,
      ringRows: between.ringRows,
      ringRow: between.ringRow,
      ringPlane: between.ringPlane,
      packed,
      packedPlane: between.packedPlane,
      shared: 0,
      patches,
      patchesPlane: between.patchesPlane,
      patchRow: wide?.input === "image" ? wide.kernelSize[1] * 3 : 0,
      patchRows: wide?.input === "image" ? wide.kernelSize[0] : 0,
      patchStride: wide?.input === "image" ? wide.stride : 1,
    };
  }

  /** After the last step: memory for what lies between the stages of all of them. */
  finish() {
    const scratchBytes = align(this.scratchBytes);
    return {
      scratch: this.arena.reserve("scratch", scratchBytes * this.threads),
      scratchBytes,
      shared: this.arena.reserve("what threads share", this.sharedBytes),
      zeros: this.arena.hold("zeros", new ArrayBuffer(this.zeroBytes)),
    };
  }

  private kinds({ wide, depthwise, narrow }: Step, input: View, byChannels: boolean, residual: boolean): number {
    const flat = wide && wide.input !== "image" && isPointwise(wide) && input.row === wide.width * BLOCK;
    return (
      (wide ? words.WIDE : 0) |
      (depthwise ? words.DEPTHWISE : 0) |
      (narrow ? words.NARROW : 0) |
      (wide?.input === "image" ? words.IMAGE : 0) |
      (residual ? words.RESIDUAL : 0) |
      (byChannels ? words.BY_CHANNELS : 0) |
      (flat ? words.FLAT : 0)
    );
  }

  private sharesChannels({ wide, depthwise }: Step, output: Tensor): boolean {
    const blocks = blocksOf(((depthwise ?? wide) as Layer).channels);
    const bytes = blocks * output.height * output.width * BLOCK;
    return wide?.input !== "image" && output.height <= SHARED_HEIGHT && bytes <= SHARED_BYTES;
  }

  private between(step: Step, output: Tensor, byChannels: boolean): Between {
    const rows = byChannels ? output.height : Math.ceil(output.height / this.threads);
    for (let strip = rows; ; strip--) {
      const sizes = sizesOf(step, output, strip, strip === rows);
      const bytes = sizes.ringBytes + sizes.packedBytes + sizes.patchesBytes;
      if (byChannels || strip === 1 || bytes <= STRIP_BYTES) return sizes;
    }
  }

  /** The view shifted so that pixel (0, 0) is where the first kernel begins. */
  private inputOf({ input, padding: [top, , left], kind }: Layer): View {
    if (input === "image") {
      return { base: this.image.base - top * this.image.row - left * 12, plane: 0, row: this.image.row };
    }
    const { view } = this.tensors.get(input) as Tensor;
    return kind === "depthwise" ? view : { ...view, base: view.base - top * view.row - left * BLOCK };
  }

  private sizeOf({ input }: Layer): { height: number; width: number } {
    return this.tensors.get(input as number) as Tensor;
  }

  private convolution(layer: Layer, taps: number[]): ConvWords {
    const weights = layer.input === "image" ? packImageConvolution(layer) : packConvolution(layer);
    return {
      weights: this.arena.hold("weights", weights),
      bias: this.arena.hold("biases", packBias(layer)),
      taps: this.arena.hold("taps", Int32Array.from(taps)),
      count: taps.length,
      stride: layer.input === "image" ? 1 : layer.stride,
      blocks: blocksOf(layer.channels),
      low: layer.low,
      high: layer.high,
    };
  }

  private wideTaps(layer: Layer, { plane, row }: View, { patchesPlane }: Between): number[] {
    const [rows, columns] = layer.kernelSize;
    if (layer.input === "image") return planes(blocksOf(rows * columns * 3), patchesPlane);
    return planes(blocksOf(layer.inputChannels), plane).flatMap((block) =>
      planes(rows, row).flatMap((down) => planes(columns, BLOCK).map((across) => block + down + across)),
    );
  }

  private narrowTaps(layer: Layer, { packedPlane }: Between): number[] {
    return planes(blocksOf(layer.inputChannels), packedPlane);
  }

  private filter(layer: Layer) {
    return {
      weights: this.arena.hold("weights", packDepthwise(layer)),
      bias: this.arena.hold("biases", packBias(layer)),
      stride: layer.stride,
      top: layer.padding[0],
      left: layer.padding[2],
      blocks: blocksOf(layer.channels),
      low: layer.low,
      high: layer.high,
    };
  }
}

/** `whole`: the strip is all that a thread does, so a block of the ring is free again before the next needs it. */
function sizesOf({ wide, depthwise, narrow }: Step, output: Tensor, strip: number, whole: boolean): Between {
  const ringed = wide && depthwise;
  const needed = ringed ? Math.min(wide.height, (strip - 1) * depthwise.stride + 3) : 0;
  const [, , left, right] = depthwise?.padding ?? [0, 0, 0, 0];
  const ringRow = ringed ? (left + wide.width + right) * BLOCK : 0;
  const ringPlane = whole ? 0 : needed * ringRow;
  const packedPlane = narrow ? strip * output.width * BLOCK : 0;
  const patched = wide?.input === "image";
  const patchesPlane = patched ? (ringed ? needed : strip) * wide.width * BLOCK : 0;
  return {
    strip,
    ringRows: needed,
    ringRow,
    ringPlane,
    ringBytes: needed * ringRow * (whole || !wide ? 1 : blocksOf(wide.channels)),
    packedPlane,
    packedBytes: packedPlane * blocksOf(((depthwise ?? wide) as Layer).channels),
    patchesPlane,
    patchesBytes: patched ? patchesPlane * blocksOf(wide.kernelSize[0] * wide.kernelSize[1] * 3) : 0,
  };
}

function isPointwise({ kernelSize: [rows, columns], stride, padding }: Layer): boolean {
  return rows * columns === 1 && stride === 1 && !padding.some(Boolean);
}

function planes(count: number, bytes: number): number[] {
  return Array.from({ length: count }, (_, i) => i * bytes);
}

function align(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

/** The structs of engine.c, field by field in its order: what a plan writes and verify.ts reads. */

export interface View {
  readonly base: number;
  readonly plane: number;
  readonly row: number;
}

export interface ConvWords {
  readonly weights: number;
  readonly bias: number;
  readonly taps: number;
  readonly count: number;
  readonly stride: number;
  readonly blocks: number;
  readonly low: number;
  readonly high: number;
}

export interface DepthwiseWords {
  readonly weights: number;
  readonly bias: number;
  readonly stride: number;
  readonly top: number;
  readonly left: number;
  readonly blocks: number;
  readonly low: number;
  readonly high: number;
}

export interface StepWords {
  readonly kinds: number;
  readonly strip: number;
  readonly input: View;
  readonly wide: ConvWords;
  readonly middleHeight: number;
  readonly middleWidth: number;
  readonly depthwise: DepthwiseWords;
  readonly narrow: ConvWords;
  readonly height: number;
  readonly width: number;
  readonly output: View;
  readonly residual: View;
  readonly ring: number;
  readonly ringRows: number;
  readonly ringRow: number;
  readonly ringPlane: number;
  readonly packed: number;
  readonly packedPlane: number;
  readonly shared: number;
  readonly patches: number;
  readonly patchesPlane: number;
  readonly patchRow: number;
  readonly patchRows: number;
  readonly patchStride: number;
}

export interface PictureWords {
  readonly pixels: number;
  readonly stride: number;
  readonly rows: number;
  readonly across: number;
  readonly down: number;
  readonly between: number;
  readonly betweenRow: number;
  readonly columns: number;
  readonly lines: number;
  readonly scaling: number;
  readonly out: number;
  readonly outRow: number;
  readonly blueFirst: number;
}

export interface PlanWords {
  readonly picture: number;
  readonly steps: number;
  readonly count: number;
  readonly threads: number;
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly zeros: number;
  readonly arrived: number;
  readonly asleep: number;
  readonly barriers: number;
  readonly maps: View;
  readonly mapsHeight: number;
  readonly mapsWidth: number;
  readonly mapsBlocks: number;
  readonly vector: number;
}

/** Kinds of steps, as bits. */
export const WIDE = 1;
export const DEPTHWISE = 2;
export const NARROW = 4;
export const IMAGE = 8;
export const RESIDUAL = 16;
export const BY_CHANNELS = 32;
export const FLAT = 64;

/** Channels of a block, and bytes of a block's pixel. */
export const LANES = 8;
export const BLOCK = 32;

export const STEP_BYTES = 204;
export const PLAN_BYTES = 68;
export const PICTURE_BYTES = 52;

export const NO_VIEW: View = { base: 0, plane: 0, row: 0 };
export const NO_CONV: ConvWords = { weights: 0, bias: 0, taps: 0, count: 0, stride: 1, blocks: 0, low: 0, high: 0 };
export const NO_DEPTHWISE: DepthwiseWords = { ...NO_CONV, top: 0, left: 0 };

/** Whole numbers but for `low` and `high`, which are float32, in the order of the struct. */
export function stepBytes(s: StepWords): ArrayBuffer {
  const { input, wide, depthwise: d, narrow, output, residual } = s;
  return packed([
    [s.kinds, s.strip, ...view(input), ...conv(wide)],
    [s.middleHeight, s.middleWidth, d.weights, d.bias, d.stride, d.top, d.left, d.blocks, float(d.low), float(d.high)],
    [...conv(narrow), s.height, s.width, ...view(output), ...view(residual)],
    [s.ring, s.ringRows, s.ringRow, s.ringPlane, s.packed, s.packedPlane, s.shared],
    [s.patches, s.patchesPlane, s.patchRow, s.patchRows, s.patchStride],
  ]);
}

export function planBytes(p: PlanWords): ArrayBuffer {
  return packed([
    [p.picture, p.steps, p.count, p.threads, p.scratch, p.scratchBytes, p.zeros, p.arrived, p.asleep, p.barriers],
    [...view(p.maps), p.mapsHeight, p.mapsWidth, p.mapsBlocks, p.vector],
  ]);
}

export function pictureBytes(p: PictureWords): ArrayBuffer {
  return packed([
    [p.pixels, p.stride, p.rows, p.across, p.down, p.between, p.betweenRow, p.columns, p.lines],
    [p.scaling, p.out, p.outRow, p.blueFirst],
  ]);
}

function view({ base, plane, row }: View): number[] {
  return [base, plane, row];
}

function conv(c: ConvWords): number[] {
  return [c.weights, c.bias, c.taps, c.count, c.stride, c.blocks, float(c.low), float(c.high)];
}

/** The bits of a float32. */
function float(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] as number;
}

function packed(words: readonly (readonly number[])[]): ArrayBuffer {
  return Int32Array.from(words.flat()).buffer;
}

/**
 * Asks of every address that a plan's engine will read or write whether it lies in what the plan has for
 * that. Written apart from what lays the plan out, from the words alone: the engine checks nothing.
 */
import type { Region } from "./arena";
import type { Plan } from "./plan";
import {
  BLOCK,
  BY_CHANNELS,
  type ConvWords,
  DEPTHWISE,
  FLAT,
  IMAGE,
  LANES,
  NARROW,
  PICTURE_BYTES,
  PLAN_BYTES,
  RESIDUAL,
  STEP_BYTES,
  type StepWords,
  type View,
  WIDE,
} from "./words";

/** Raises RangeError at the first address that is outside. */
export function verify(plan: Plan): void {
  const memory = new Memory(plan);
  const { words, steps, image } = plan;
  memory.within("the plan", plan.address, PLAN_BYTES, false);
  memory.within("the picture", words.picture, PICTURE_BYTES, true);
  memory.within("the steps", words.steps, words.count * STEP_BYTES, false);
  for (const stack of plan.stacks.slice(1)) memory.within("a stack", stack - 16384, 16384, true);
  memory.within("the meeting", words.arrived, 4, true);
  memory.within("the frames", plan.begun, 4, true);
  memory.within("the sleepers", words.asleep, 4, true);
  memory.within("the vector", words.vector, words.mapsBlocks * BLOCK, true);
  memory.maps("the mean", words.maps, words.mapsBlocks, words.mapsHeight, words.mapsWidth, false);
  memory.within("the image", image.base, (image.height - 1) * image.row + image.width * 12, true);
  for (const [number, step] of steps.entries()) {
    try {
      verifyStep(step, memory, plan);
    } catch (error) {
      throw new RangeError(`Step ${number}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

function verifyStep(s: StepWords, memory: Memory, plan: Plan): void {
  const kinds = s.kinds & (WIDE | DEPTHWISE | NARROW);
  if (kinds === 0 || kinds === NARROW) throw new RangeError("it has no first stage");
  if (s.kinds & IMAGE && s.kinds & (BY_CHANNELS | FLAT)) throw new RangeError("an image is shared out by rows");
  const { threads } = plan.words;
  const mostRows = s.kinds & BY_CHANNELS ? s.height : Math.ceil(s.height / threads);
  atLeast(1, { strip: s.strip, height: s.height, width: s.width, mh: s.middleHeight, mw: s.middleWidth });
  if (s.strip > mostRows) throw new RangeError("a strip is higher than a thread's part");
  const whole = s.strip >= mostRows;
  const blocks = s.kinds & DEPTHWISE ? s.depthwise.blocks : s.wide.blocks;
  if (s.kinds & WIDE) verifyWide(s, memory, plan);
  if (s.kinds & DEPTHWISE) verifyDepthwise(s, memory, plan, whole);
  if (s.kinds & NARROW) verifyNarrow(s, memory, plan, blocks);
  memory.maps("the output", s.output, s.kinds & NARROW ? s.narrow.blocks : blocks, s.height, s.width, true);
  if (s.kinds & RESIDUAL) {
    const added = s.kinds & NARROW ? s.narrow.blocks : blocks;
    memory.maps("the residual", s.residual, added, s.height, s.width, false);
  }
}

function verifyWide(s: StepWords, memory: Memory, plan: Plan): void {
  const taps = verifyConvolution(s.wide, memory, plan);
  const between = s.kinds & DEPTHWISE;
  const rows = between ? s.middleHeight : s.height;
  if (!between && (s.middleHeight !== s.height || s.middleWidth !== s.width)) throw new RangeError("its sizes differ");
  if (s.kinds & IMAGE) {
    verifyPatches(s, memory, taps);
    return;
  }
  if (s.kinds & FLAT && (s.input.row !== s.middleWidth * BLOCK || s.wide.stride !== 1)) {
    throw new RangeError("its rows do not follow each other");
  }
  const reach = (rows - 1) * s.input.row * s.wide.stride + (s.middleWidth - 1) * s.wide.stride * BLOCK + BLOCK;
  memory.within("the input", s.input.base + taps.least, taps.most - taps.least + reach, false);
}

/** Patches of as many rows as a strip can need anew, in the thread's scratch. */
function verifyPatches(s: StepWords, memory: Memory, taps: Taps): void {
  atLeast(1, { rows: s.patchRows, row: s.patchRow, stride: s.patchStride });
  const count = Math.ceil((s.patchRows * s.patchRow) / LANES);
  const rows = s.kinds & DEPTHWISE ? s.ringRows : s.strip;
  const plane = rows * s.middleWidth * BLOCK;
  if (s.wide.stride !== 1 || s.wide.count !== count || taps.least < 0) throw new RangeError("its patches differ");
  if (s.patchesPlane < plane || taps.most > (count - 1) * s.patchesPlane) throw new RangeError("its patches overlap");
  memory.scratch("the patches", s.patches, count * s.patchesPlane);
  const last = ((s.middleHeight - 1) * s.patchStride + s.patchRows - 1) * s.input.row;
  memory.within("the image", s.input.base, last + ((s.middleWidth - 1) * s.patchStride * 3 + s.patchRow) * 4, false);
}

function verifyDepthwise(s: StepWords, memory: Memory, plan: Plan, whole: boolean): void {
  const { weights, bias, stride, top, left, blocks } = s.depthwise;
  memory.within("the filters", weights, blocks * 9 * BLOCK, false);
  memory.within("their biases", bias, blocks * BLOCK, false);
  if (stride !== 1 && stride !== 2) throw new RangeError("its stride is neither 1 nor 2");
  const columns = ((s.width - 1) * stride + 3) * BLOCK;
  if (!(s.kinds & WIDE)) {
    const base = s.input.base - top * s.input.row - left * BLOCK;
    const last = (blocks - 1) * s.input.plane + ((s.height - 1) * stride + 2) * s.input.row;
    memory.within("the input", base, last + columns, false);
    return;
  }
  const needed = Math.min(s.middleHeight, (s.strip - 1) * stride + 3);
  if (s.wide.blocks !== blocks) throw new RangeError("its stages have different channels");
  if (s.ringRows < needed || s.ringRow < columns) throw new RangeError("its ring is too small");
  if (s.ringRow < (left + s.middleWidth) * BLOCK || left < 0) throw new RangeError("its ring is too narrow");
  if (!whole && s.ringPlane < s.ringRows * s.ringRow) throw new RangeError("its ring overlaps");
  memory.scratch("the ring", s.ring, (s.ringPlane ? blocks - 1 : 0) * s.ringPlane + s.ringRows * s.ringRow);
  memory.within("the zeros", plan.words.zeros, s.ringRow, false);
}

function verifyNarrow(s: StepWords, memory: Memory, plan: Plan, blocks: number): void {
  const taps = verifyConvolution(s.narrow, memory, plan);
  const bytes = (blocks - 1) * s.packedPlane + s.strip * s.width * BLOCK;
  if (s.packedPlane < s.strip * s.width * BLOCK) throw new RangeError("its rows overlap");
  if (s.narrow.stride !== 1 || taps.least < 0 || taps.most > (blocks - 1) * s.packedPlane) {
    throw new RangeError("its narrow stage reads what nobody wrote");
  }
  if (s.kinds & BY_CHANNELS) memory.within("what is shared", s.shared, bytes, true);
  else memory.scratch("the packed rows", s.packed, bytes);
}

interface Taps {
  readonly least: number;
  readonly most: number;
}

function verifyConvolution(
  { weights, bias, taps, count, blocks, stride }: ConvWords,
  memory: Memory,
  plan: Plan,
): Taps {
  atLeast(1, { count, blocks });
  if (stride !== 1 && stride !== 2) throw new RangeError("its stride is neither 1 nor 2");
  memory.within("the weights", weights, blocks * count * LANES * BLOCK, false);
  memory.within("the biases", bias, blocks * BLOCK, false);
  memory.within("the taps", taps, count * 4, false);
  const held = plan.contents.find(({ at }) => at === taps);
  if (!held) throw new RangeError("its taps are not written");
  const values = new Int32Array(held.bytes.buffer, held.bytes.byteOffset, count);
  return { least: Math.min(...values), most: Math.max(...values) };
}

function atLeast(least: number, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isInteger(value) || value < least) throw new RangeError(`${name} is ${value}`);
  }
}

class Memory {
  constructor(private readonly plan: Plan) {}

  within(what: string, from: number, bytes: number, writable: boolean): void {
    const fits = ({ from: start, to, writable: may }: Region) =>
      start <= from && from + bytes <= to && (may || !writable);
    if (!Number.isInteger(from) || !Number.isInteger(bytes) || bytes < 0 || !this.plan.regions.some(fits)) {
      throw new RangeError(`${what} lies outside: ${bytes} bytes at ${from}`);
    }
    if (from + bytes > this.plan.bytes) throw new RangeError(`${what} lies behind the end`);
  }

  maps(
    what: string,
    { base, plane, row }: View,
    blocks: number,
    height: number,
    width: number,
    writable: boolean,
  ): void {
    if (row < width * BLOCK || (blocks > 1 && plane < (height - 1) * row + width * BLOCK)) {
      throw new RangeError(`${what} overlaps itself`);
    }
    this.within(what, base, (blocks - 1) * plane + (height - 1) * row + width * BLOCK, writable);
  }

  /** For each thread. */
  scratch(what: string, from: number, bytes: number): void {
    const { scratch, scratchBytes, threads } = this.plan.words;
    if (from < 0 || from + bytes > scratchBytes) throw new RangeError(`${what} does not fit into the scratch`);
    this.within(what, scratch + (threads - 1) * scratchBytes + from, bytes, true);
  }
}

/** A network as the engine runs it: one piece of memory, with every address in it decided. */
import { Arena, type Region, STACK_BYTES } from "./arena";
import { findLayers, type ImageInput, type Layer, type Network } from "./layers";
import { type ModelFile, readGraph } from "./nodes";
import { type PicturePlan, placePicture } from "./picture-plan";
import { StepWriter } from "./step-writer";
import { groupSteps } from "./steps";
import { placeTensors, sideBySide, type Tensor } from "./tensors";
import { verify } from "./verify";
import { BLOCK, BY_CHANNELS, NARROW, type PlanWords, planBytes, type StepWords, stepBytes } from "./words";

/** Three float32 colours. */
const PIXEL = 12;
/** How often the threads meet outside of steps: between a picture's two passes, behind them, and at the end. */
const BARRIERS_AROUND = 3;

/** Float32 pixels, scaled, with the zeros around them that the first convolutions need. */
export interface PlacedImage extends ImageInput {
  /** Of pixel (0, 0), and from row to row, in bytes. */
  readonly base: number;
  readonly row: number;
}

export interface Plan {
  readonly threads: number;
  /** All the memory it needs, from address 0. */
  readonly bytes: number;
  readonly contents: Arena["contents"];
  readonly regions: readonly Region[];
  readonly steps: readonly StepWords[];
  readonly words: PlanWords;
  /** Where the plan's words lie. */
  readonly address: number;
  /** Where threads see how many frames have begun. */
  readonly begun: number;
  /** End of the stack of each thread. */
  readonly stacks: readonly number[];
  readonly image: PlacedImage;
  readonly picture: PicturePlan;
  readonly maps: { readonly tensor: Tensor; readonly channels: number };
  readonly vector: { readonly at: number; readonly channels: number };
}

export interface Outputs {
  readonly maps: string;
  readonly vector: string;
}

/** Raises LaneRefusal where the graph is damaged, or the engine does not cover it. */
export function compile(file: ModelFile, outputs: Outputs, threads: number): Plan {
  const plan = layOut(findLayers(readGraph(file, [outputs.maps, outputs.vector]), outputs), threads);
  verify(plan);
  return plan;
}

function layOut(network: Network, threads: number): Plan {
  const arena = new Arena();
  const stacks = [STACK_BYTES];
  while (stacks.length < threads) stacks.push(arena.reserve("a stack", STACK_BYTES) + STACK_BYTES);
  const grouped = groupSteps(network);
  const image = placeImage(network, arena);
  const picture = placePicture(arena);
  const tensors = placeTensors(network, grouped, arena);
  const writer = new StepWriter(network, tensors, image, arena, threads);
  const unshared = grouped.map((step) => writer.write(step));
  const { shared, ...between } = writer.finish();
  const steps = unshared.map((step) => ({ ...step, shared }));
  const joined = (numbers: readonly number[]) => sideBySide(numbers.map((number) => tensors.get(number) as Tensor));
  const channels = (numbers: readonly number[]) =>
    numbers.reduce((count, number) => count + (network.layers[number] as Layer).channels, 0);
  const pooled = joined(network.vector);
  const meeting = arena.reserve("where threads meet", 192);
  const words: PlanWords = {
    ...between,
    picture: picture.words,
    steps: arena.hold("steps", together(steps.map(stepBytes))),
    count: steps.length,
    threads,
    arrived: meeting,
    asleep: meeting + 64,
    barriers: steps.reduce((count, step) => count + barriersOf(step), BARRIERS_AROUND),
    maps: pooled.view,
    mapsHeight: pooled.height,
    mapsWidth: pooled.width,
    mapsBlocks: pooled.blocks,
    vector: arena.reserve("the vector", pooled.blocks * BLOCK),
  };
  const address = arena.hold("the plan", planBytes(words));
  return {
    threads,
    bytes: arena.bytes,
    contents: arena.contents,
    regions: arena.regions,
    steps,
    words,
    address,
    begun: meeting + 128,
    stacks,
    image,
    picture,
    maps: { tensor: joined(network.maps), channels: channels(network.maps) },
    vector: { at: words.vector, channels: channels(network.vector) },
  };
}

/** How often the threads meet within the step. */
function barriersOf({ kinds }: StepWords): number {
  return kinds & BY_CHANNELS && kinds & NARROW ? 2 : 1;
}

function placeImage({ image, layers }: Network, arena: Arena): PlacedImage {
  const border = [0, 0, 0, 0];
  for (const { input, padding } of layers) {
    if (input === "image")
      for (const side of [0, 1, 2, 3] as const) border[side] = Math.max(border[side] ?? 0, padding[side]);
  }
  const [top = 0, bottom = 0, left = 0, right = 0] = border;
  const row = (left + image.width + right) * PIXEL;
  const start = arena.reserve("the image", row * (top + image.height + bottom));
  return { ...image, base: start + top * row + left * PIXEL, row };
}

function together(parts: readonly ArrayBuffer[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return whole.buffer;
}

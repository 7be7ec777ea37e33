/** Where the maps between steps lie. Those with a border have memory of their own; others share it in turns. */
import type { Arena } from "./arena";
import type { Layer, Network, Padding } from "./layers";
import { blocksOf } from "./packing";
import type { Step } from "./steps";
import { BLOCK, type View } from "./words";

export interface Tensor {
  readonly view: View;
  readonly height: number;
  readonly width: number;
  readonly blocks: number;
}

interface Room {
  bytes: number;
  /** The last step that needs what is in it. */
  until: number;
}

interface Planned {
  readonly layer: Layer;
  readonly border: Padding;
  readonly row: number;
  readonly plane: number;
  /** Null for memory of its own. */
  readonly room: Room | null;
}

/** Every step's output by its layer's number. */
export function placeTensors(network: Network, steps: readonly Step[], arena: Arena): Map<number, Tensor> {
  const last = lastUses(network, steps);
  const beside = network.maps.length > 1 ? network.maps : [];
  const rooms: Room[] = [];
  const planned = new Map<number, Planned>();
  for (const [at, { output }] of steps.entries()) {
    const layer = network.layers[output] as Layer;
    const border = borderOf(network.layers, beside.includes(output) ? beside : [output]);
    const row = (border[2] + layer.width + border[3]) * BLOCK;
    const plane = (border[0] + layer.height + border[1]) * row;
    const own = border.some(Boolean) || beside.includes(output);
    const room = own ? null : take(rooms, at, last.get(output) ?? at, blocksOf(layer.channels) * plane);
    planned.set(output, { layer, border, row, plane, room });
  }
  const starts = new Map(rooms.map((room, i) => [room, arena.reserve(`maps in turns ${i}`, room.bytes)]));
  const bytes = (output: number) => {
    const { layer, plane } = planned.get(output) as Planned;
    return blocksOf(layer.channels) * plane;
  };
  const together = new Map<number, number>();
  let next = beside.length > 0 ? arena.reserve("maps side by side", total(beside.map(bytes))) : 0;
  for (const output of beside) {
    together.set(output, next);
    next += bytes(output);
  }
  return new Map(
    [...planned].map(([output, { layer, border, row, plane, room }]) => {
      const shared = room ? starts.get(room) : together.get(output);
      const start = shared ?? arena.reserve(`maps of ${output}`, bytes(output));
      const base = start + border[0] * row + border[2] * BLOCK;
      return [
        output,
        { view: { base, plane, row }, height: layer.height, width: layer.width, blocks: blocksOf(layer.channels) },
      ];
    }),
  );
}

/** Tensors that lie side by side, as the one that they are. */
export function sideBySide(tensors: readonly Tensor[]): Tensor {
  return { ...(tensors[0] as Tensor), blocks: total(tensors.map(({ blocks }) => blocks)) };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Output → the last step that reads it. */
function lastUses({ layers, maps, vector }: Network, steps: readonly Step[]): Map<number, number> {
  const last = new Map<number, number>();
  for (const [at, { wide, depthwise, narrow, output }] of steps.entries()) {
    const first = wide ?? depthwise ?? narrow;
    if (first && first.input !== "image") last.set(first.input, at);
    const residual = layers[output]?.residual ?? null;
    if (residual !== null) last.set(residual, at);
  }
  for (const output of [...maps, ...vector]) last.set(output, steps.length);
  return last;
}

/** Zeros that the readers of any of the outputs need around it. */
function borderOf(layers: readonly Layer[], outputs: readonly number[]): Padding {
  const border: [number, number, number, number] = [0, 0, 0, 0];
  for (const reader of layers) {
    if (reader.input === "image" || !outputs.includes(reader.input)) continue;
    for (const side of [0, 1, 2, 3] as const) border[side] = Math.max(border[side], reader.padding[side]);
  }
  return border;
}

/** A room that nobody needs any more at step `at`, the largest; or a new one. */
function take(rooms: Room[], at: number, until: number, bytes: number): Room {
  const free = rooms.filter((room) => room.until < at).sort((a, b) => b.bytes - a.bytes)[0];
  const room = free ?? { bytes: 0, until };
  if (!free) rooms.push(room);
  room.bytes = Math.max(room.bytes, bytes);
  room.until = until;
  return room;
}

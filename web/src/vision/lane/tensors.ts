/**
 * Where the maps between steps lie: each in memory of its own, of which every thread writes the same part for
 * every frame. Where maps took turns, a thread would often write over what another one's cache still holds.
 */
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

/** Every step's output by its layer's number. */
export function placeTensors(network: Network, steps: readonly Step[], arena: Arena): Map<number, Tensor> {
  const beside = network.maps.length > 1 ? network.maps : [];
  const planned = new Map(steps.map(({ output }) => [output, shapeOf(network, output, beside)]));
  const bytesOf = (output: number) => (planned.get(output) as Shape).bytes;
  const together = new Map<number, number>();
  let next = beside.length > 0 ? arena.reserve("maps side by side", total(beside.map(bytesOf))) : 0;
  for (const output of beside) {
    together.set(output, next);
    next += bytesOf(output);
  }
  return new Map(
    [...planned].map(([output, { layer, border, row, plane, blocks, bytes }]) => {
      const start = together.get(output) ?? arena.reserve(`maps of ${output}`, bytes);
      const view = { base: start + border[0] * row + border[2] * BLOCK, plane, row };
      return [output, { view, height: layer.height, width: layer.width, blocks }];
    }),
  );
}

interface Shape {
  readonly layer: Layer;
  readonly border: Padding;
  readonly row: number;
  readonly plane: number;
  readonly blocks: number;
  readonly bytes: number;
}

function shapeOf(network: Network, output: number, beside: readonly number[]): Shape {
  const layer = network.layers[output] as Layer;
  const border = borderOf(network.layers, beside.includes(output) ? beside : [output]);
  const row = (border[2] + layer.width + border[3]) * BLOCK;
  const plane = (border[0] + layer.height + border[1]) * row;
  const blocks = blocksOf(layer.channels);
  return { layer, border, row, plane, blocks, bytes: blocks * plane };
}

/** Tensors that lie side by side, as the one that they are. */
export function sideBySide(tensors: readonly Tensor[]): Tensor {
  return { ...(tensors[0] as Tensor), blocks: total(tensors.map(({ blocks }) => blocks)) };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
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

/** From layers to steps: up to three layers that the engine runs strip by strip, one into the other. */
import type { Layer, Network } from "./layers";

/** In this order, each of them optional: a convolution that widens, a depthwise one, a 1×1 that narrows. */
export interface Step {
  readonly wide: Layer | null;
  readonly depthwise: Layer | null;
  readonly narrow: Layer | null;
  /** The layer whose maps the step leaves in memory: its last. */
  readonly output: number;
}

/** Every layer is in one step, and every step only needs what steps before it left. */
export function groupSteps(network: Network): Step[] {
  const next = soleReaders(network);
  const taken = new Set<number>();
  const steps: Step[] = [];
  for (const [number, layer] of network.layers.entries()) {
    if (taken.has(number)) continue;
    const wide = layer.kind === "convolution" ? number : null;
    const depthwise = wide === null ? number : follow(wide, (to) => to.kind === "depthwise");
    const narrow = follow(depthwise ?? number, isPointwise);
    const chain = [wide, depthwise, narrow].filter((one) => one !== null);
    for (const one of chain) taken.add(one);
    const [w, d, n] = [wide, depthwise, narrow].map((one) => (one === null ? null : (network.layers[one] as Layer)));
    steps.push({ wide: w ?? null, depthwise: d ?? null, narrow: n ?? null, output: Math.max(...chain) });
  }
  return steps.sort((a, b) => a.output - b.output);

  /** The only reader of a layer's maps, if it is of the wanted kind. */
  function follow(from: number, wanted: (to: Layer) => boolean): number | null {
    const to = next.get(from);
    return to !== undefined && network.layers[from]?.residual === null && wanted(network.layers[to] as Layer)
      ? to
      : null;
  }
}

function isPointwise(layer: Layer): boolean {
  const [rows, columns] = layer.kernelSize;
  return layer.kind === "convolution" && rows * columns === 1 && layer.stride === 1 && !layer.padding.some(Boolean);
}

/** Layer → the one layer that reads its maps; none where they are read twice, added, or an output. */
function soleReaders({ layers, maps, vector }: Network): Map<number, number> {
  const readers = new Map<number, number[]>([...maps, ...vector].map((output) => [output, [-1, -1]]));
  const read = (from: number, by: number) => readers.set(from, [...(readers.get(from) ?? []), by]);
  for (const [number, layer] of layers.entries()) {
    if (layer.input !== "image") read(layer.input, number);
    if (layer.residual !== null) for (const by of [number, -1]) read(layer.residual, by);
  }
  return new Map([...readers].flatMap(([from, by]) => (by.length === 1 ? [[from, by[0] as number]] : [])));
}

/** Fixed-point places of a weight: 8 bits of pixel, 2 to spare. */
export const PRECISION_BITS = 32 - 8 - 2;
/** Added before the shift, so that it rounds. */
export const HALF = 1 << (PRECISION_BITS - 1);

/** Which source pixels make each target pixel, and how much each weighs (fixed point). */
export interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `width` weights a target pixel. */
  readonly weights: Int32Array;
  readonly width: number;
}

/** Triangle weights for every target pixel; Pillow takes the box as 32-bit floats. */
export function triangle(size: number, from: number, to: number, target: number): Taps {
  const low = Math.fround(from);
  const scale = Math.fround(Math.fround(to) - low) / target;
  const support = Math.max(scale, 1);
  const width = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(target);
  const count = new Int32Array(target);
  const weights = new Int32Array(target * width);
  const exact = new Float64Array(width);
  for (let i = 0; i < target; i++) {
    const center = low + (i + 0.5) * scale;
    const begin = Math.max(0, Math.trunc(center - support + 0.5));
    const taken = Math.min(size, Math.trunc(center + support + 0.5)) - begin;
    let total = 0;
    for (let k = 0; k < taken; k++) {
      const weight = Math.max(0, 1 - Math.abs((k + begin - center + 0.5) * (1 / support)));
      exact[k] = weight;
      total += weight;
    }
    for (let k = 0; k < taken; k++) {
      const share = (exact[k] as number) / (total || 1);
      weights[i * width + k] = Math.trunc(0.5 + share * (1 << PRECISION_BITS));
    }
    first[i] = begin;
    count[i] = taken;
  }
  return { first, count, weights, width };
}

/** The first source pixel of a target pixel. */
export function start(taps: Taps, index: number): number {
  return taps.first[index] as number;
}

/** One past its last. */
export function end(taps: Taps, index: number): number {
  return start(taps, index) + (taps.count[index] as number);
}

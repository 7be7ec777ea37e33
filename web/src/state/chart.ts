/** Where things stand in a chart; pure arithmetic. */

export interface Scale {
  readonly ticks: readonly number[];
  /** From a value to 0…1. */
  readonly at: (value: number) => number;
}

/** A logarithmic scale that holds all values, with ticks at 1, 2 and 5 of each power of ten. */
export function logScale(values: readonly number[]): Scale {
  const positive = values.map((value) => Math.max(value, 1e-3));
  const low = Math.log10(Math.min(...positive)) - 0.12;
  const high = Math.log10(Math.max(...positive)) + 0.12;
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const lead of [1, 2, 5]) {
      const tick = lead * 10 ** power;
      if (Math.log10(tick) >= low && Math.log10(tick) <= high) ticks.push(tick);
    }
  }
  return { ticks, at: (value) => (Math.log10(Math.max(value, 1e-3)) - low) / (high - low) };
}

/** A scale of shares, or of R², which may be below 0, that holds all values, with ticks at round per cents. */
export function shareScale(values: readonly number[]): Scale {
  const span = Math.max(...values) - Math.min(...values);
  const wide = 10 ** Math.ceil(Math.log10(span)) / 5;
  const step = span > 1 ? wide : span > 0.5 ? 0.2 : span > 0.2 ? 0.1 : span > 0.08 ? 0.05 : 0.02;
  const low = Math.floor(Math.min(...values) / step) * step;
  const high = Math.min(1, Math.ceil(Math.max(...values) / step) * step);
  const ticks: number[] = [];
  for (let number = 0; low + number * step <= high + 1e-9; number++) ticks.push(low + number * step);
  return { ticks, at: (value) => (value - low) / (high - low || 1) };
}

/** Heights for labels that want to be at `wanted`, kept `apart` and within 0…`height`; in the same order. */
export function spread(wanted: readonly number[], apart: number, height: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const places = [...wanted];
  let floor = 0;
  for (const index of order) {
    places[index] = Math.max(floor, wanted[index] ?? 0);
    floor = (places[index] ?? 0) + apart;
  }
  let ceiling = height;
  for (const index of order.reverse()) {
    places[index] = Math.min(ceiling, places[index] ?? 0);
    ceiling = (places[index] ?? 0) - apart;
  }
  return places;
}

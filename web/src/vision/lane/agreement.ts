/** Whether two engines say the same: sums of float32 in another order differ in their last digits only. */

/** Largest difference of the fast lane's, as a part of the largest value. */
const TOLERANCE = 1e-4;

/** True when both have the same length, the same largest value, and differ nowhere by more than the tolerance. */
export function agree(found: Float32Array, wanted: Float32Array, tolerance = TOLERANCE): boolean {
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const bound = tolerance * Math.max(largest, Number.MIN_VALUE);
  if (found.length !== wanted.length || !Number.isFinite(largest)) return false;
  if (!wanted.every((value, i) => Math.abs(value - (found[i] as number)) <= bound)) return false;
  // Where two are equally large but for the tolerance, either may come first.
  return Math.abs((wanted[top(found)] ?? 0) - (wanted[top(wanted)] ?? 0)) <= bound;
}

function top(values: Float32Array): number {
  return values.indexOf(values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
}

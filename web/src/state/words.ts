/** How counts, shares and times are said on the screen. */

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

export function percent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits)}%`;
}

/** A measured or learnt number, with three digits that say something: 1,240,000 or 0.0123. */
export function readable(value: number, unit?: string | null): string {
  const digits = value.toLocaleString("en", { maximumSignificantDigits: 3 });
  return unit ? `${digits}\u00a0${unit}` : digits;
}

/** A confidence interval: `75–94%`. */
export function between([low, high]: readonly [number, number]): string {
  return `${(low * 100).toFixed(0)}–${percent(high)}`;
}

/** What is said where a version could not be measured. */
export const untested =
  "There was nothing to keep for a test: frames of one recording stay together. Add files, or record again, to learn how good it is.";

export function right(accuracy: number, examples: number): string {
  return `${Math.round(accuracy * examples)} of ${examples} right`;
}

export function bytes(n: number): string {
  if (n < 1_000_000) return `${Math.max(1, Math.round(n / 1_000))} kB`;
  return `${(n / 1_000_000).toFixed(1)} MB`;
}

/** How long something took: `0.42 s`, `37 s`, `3.2 min`. */
export function lasting(seconds: number): string {
  if (seconds >= 90) return `${(seconds / 60).toFixed(1)} min`;
  return `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`;
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function when(iso: string): string {
  return moment.format(new Date(iso));
}

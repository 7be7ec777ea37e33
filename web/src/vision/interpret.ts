/** From what a head gave to what it means: the task decides. */
import type { Manifest, Prediction, Target } from "./types";

/** `outputs` is float32[k] of the version's head. */
export function interpret(manifest: Manifest, outputs: Float32Array, milliseconds: number): Omit<Prediction, "engine"> {
  const { version, task, unknown, thresholds, target } = manifest;
  const classes = manifest.classes.map((item, i) => {
    const probability = outputs[i] ?? 0;
    const threshold = thresholds?.[i] ?? null;
    return { ...item, probability, threshold, shown: threshold !== null && probability >= threshold };
  });
  return {
    version,
    task,
    classes,
    unknown: unknown ? Math.max(...outputs) < unknown.threshold : false,
    number: target ? likely(target, outputs[0] ?? Number.NaN) : null,
    milliseconds,
  };
}

/** A number with the interval in which four of five lie. */
function likely({ transform, likely: [below, above], quantity, unit }: Target, value: number) {
  const low = transform === "log" ? value * Math.exp(below) : value + below;
  const high = transform === "log" ? value * Math.exp(above) : value + above;
  return { value, low, high, quantity, unit };
}

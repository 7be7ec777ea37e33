/**
 * Why the fast lane does not answer for a graph. `not_covered`: the graph is sound, but has something that
 * the engine does not do; `damaged`: it contradicts itself; `stopped`: the engine failed while at work.
 * TensorFlow.js is asked in any case.
 */
export class LaneRefusal extends Error {
  override readonly name = "LaneRefusal";

  constructor(
    readonly kind: "not_covered" | "damaged" | "stopped",
    message: string,
  ) {
    super(message);
  }
}

export function damaged(what: string): LaneRefusal {
  return new LaneRefusal("damaged", `The model's file is damaged: ${what}.`);
}

export function notCovered(what: string): LaneRefusal {
  return new LaneRefusal("not_covered", `The fast lane does not cover this network: ${what}.`);
}

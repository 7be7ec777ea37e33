/** What runs networks on a device. */
import type { Graphics } from "./graphics/contract";
import type { FastLanes } from "./lane/contract";

export type TensorFlow = typeof import("./tensorflow");

export interface Device {
  /** TensorFlow.js, on wasm; loaded when it is asked for. Raises Error where it can't be had. */
  readonly tensorflow: () => Promise<TensorFlow>;
  /** Null: TensorFlow.js answers for every network. */
  readonly lanes: FastLanes | null;
  /** Null: none is tried. */
  readonly graphics: Graphics | null;
}

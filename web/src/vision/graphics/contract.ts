/** What the rest of the room knows of graphics processors. Data and promises only: Node reads it too. */

import type { FetchedNetwork } from "../lane/contract";
import type { Source } from "../resize";
import type { BackendName } from "../types";

/** TensorFlow.js' backends on a graphics processor. */
export type GraphicsBackend = Exclude<BackendName, "wasm">;

/** A backbone at work on a graphics processor. */
export interface GraphicsBackbone {
  /** float32[C]. Raises Error where the graphics processor is gone, as after a reset. */
  features(picture: Source): Promise<Float32Array>;
  dispose(): void;
}

export interface ChosenGraphics {
  readonly backend: GraphicsBackend;
  readonly backbone: GraphicsBackbone;
}

/** The graphics processors that a device can have. */
export interface Graphics {
  /** The one that says what `ask`, this device's best without one, says, and sooner; null where none does. Never raises. */
  settle(network: FetchedNetwork, ask: (picture: Source) => Promise<Float32Array>): Promise<ChosenGraphics | null>;
}

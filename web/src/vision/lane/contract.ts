/** What the rest of the room knows of the fast lane. Data and promises only: Node reads it too. */

import type { ModelFile } from "../graph";
import type { Source } from "../resize";
import type { BackboneOutputs, Engine, Preprocessing } from "../types";

/** The last feature maps of a picture, float32[height, width, channels]. */
export interface FeatureMaps {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** A backbone that runs without TensorFlow.js. */
export interface FastBackbone {
  readonly threads: number;
  /**
   * A frame of so many bytes is coming: threads that sleep wake up meanwhile. Gives memory for it where there is
   * some: a frame that lies there need not be moved.
   */
  expect(bytes: number): Uint8Array<ArrayBufferLike> | null;
  /** The picture's feature vector, float32[C]; valid until the next picture. Raises LaneRefusal when it broke. */
  vector(picture: Source): Float32Array;
  /** Of the picture that `vector` was asked for last. */
  maps(): FeatureMaps;
  dispose(): void;
}

/** A backbone as it was fetched. */
export interface FetchedNetwork {
  readonly file: ModelFile;
  readonly input: Preprocessing;
  readonly outputs: BackboneOutputs;
  /** SHA-256, by which devices remember what was best for it. */
  readonly sha256: string;
  /** What TensorFlow.js said of the probe pictures when the network was published; null where that is not known. */
  readonly said: readonly Float32Array[] | null;
}

export interface Trial {
  /** Null where TensorFlow.js answers. */
  readonly lane: FastBackbone | null;
  readonly engine: Engine;
}

export interface First extends Trial {
  /** False where `settle` has still to find out what is best. */
  readonly settled: boolean;
}

/** The fast lanes that a device can have. Neither call ever raises: whatever goes wrong, TensorFlow.js answers. */
export interface FastLanes {
  /**
   * At once, without TensorFlow.js on this device: the lane that was chosen here before, or one that says of the
   * probe pictures what TensorFlow.js said when the network was published.
   */
  first(network: FetchedNetwork): Promise<First>;
  /** The best of all, if it says what `ask`, TensorFlow.js on this device, says, and sooner. */
  settle(network: FetchedNetwork, ask: (picture: Source) => Promise<Float32Array>): Promise<Trial>;
}

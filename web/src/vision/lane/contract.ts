/** What the rest of the room knows of the fast lane. Data and promises only: Node reads it too. */
import type { Source } from "../resize";
import type { BackboneOutputs, Engine, Preprocessing } from "../types";
import type { ModelFile } from "./nodes";

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
}

export interface Trial {
  /** Null where TensorFlow.js answers. */
  readonly lane: FastBackbone | null;
  readonly engine: Engine;
}

/** Opens the fast lane if it says what `ask`, TensorFlow.js, says, and sooner. Never raises. */
export type OpenLane = (network: FetchedNetwork, ask: (picture: Source) => Promise<Float32Array>) => Promise<Trial>;

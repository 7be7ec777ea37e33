/** What a graphics worker is asked, and what it answers. */
import type { ModelFile } from "../graph";
import type { BackboneOutputs } from "../types";
import type { GraphicsBackend } from "./contract";

export type Question =
  | {
      readonly op: "open";
      readonly backend: GraphicsBackend;
      readonly file: ModelFile;
      /** Height and width in pixels. */
      readonly size: readonly [number, number];
      readonly outputs: BackboneOutputs;
    }
  /** float32[h, w, 3] in 0…255. */
  | { readonly op: "look"; readonly pixels: Float32Array };

/** In the order of the questions: the feature vector, nothing for `open`, or what went wrong. */
export interface Reply {
  readonly vector?: Float32Array;
  readonly error?: string;
}

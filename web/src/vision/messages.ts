import type { ClassifierManifest, LoadEvent, Manifest, Memory, Naming, Prediction, Ready } from "./types";

/**
 * A picture to predict. Bitmaps and video frames are a camera's, and opaque; they are transferred: the sender's
 * copy is closed.
 */
export type Picture = Blob | ImageBitmap | ImageData | VideoFrame;

/** What the page can ask, and what it is answered. */
export interface Exchange {
  readonly load: {
    readonly question: {
      /** Or the absolute address where it is. */
      readonly manifest: Manifest | string;
      /** Absolute address that the manifest's paths are relative to. */
      readonly artifacts: string;
    };
    readonly answer: Ready;
  };
  /** A pretrained network beside or instead of a version. */
  readonly adopt: {
    readonly question: {
      readonly manifest: ClassifierManifest;
      readonly artifacts: string;
    };
    readonly answer: object;
  };
  readonly name: { readonly question: { readonly picture: Picture }; readonly answer: Naming };
  readonly predict: { readonly question: { readonly picture: Picture }; readonly answer: Prediction };
  readonly memory: { readonly question: object; readonly answer: Memory };
}

export type Operation = keyof Exchange;
export type Question<O extends Operation> = Exchange[O]["question"];
export type Answer<O extends Operation> = Exchange[O]["answer"];
type Asked<O extends Operation> = { readonly id: number; readonly op: O } & Question<O>;

/** From the page. Every question has one answer with the same id; `cancel` ends a load early. */
export type Request = { [O in Operation]: Asked<O> }[Operation] | { readonly id: number; readonly op: "cancel" };

/** `aborted` becomes the usual AbortError in the page. */
export type VisionErrorCode = "not_loaded" | "undecodable" | "model_unavailable" | "failed" | "aborted";

/** From the worker. */
export type Reply =
  | { readonly id: number; readonly kind: "answer"; readonly answer: Answer<Operation> }
  | { readonly id: number; readonly kind: "event"; readonly event: LoadEvent }
  | { readonly id: number; readonly kind: "error"; readonly code: VisionErrorCode; readonly message: string };

import type { BackendName, LoadEvent, Manifest, Memory, Prediction, Ready } from "./types";

/** A picture to predict. Bitmaps and video frames are transferred: the sender's copy is closed. */
export type Picture = Blob | ImageBitmap | ImageData | VideoFrame;

/** From the page. Every request has an answer with the same id; `cancel` ends a load early. */
export type Request =
  | { readonly id: number; readonly op: "load"; readonly manifest: Manifest; readonly artifacts: string }
  | { readonly id: number; readonly op: "cancel" }
  | { readonly id: number; readonly op: "predict"; readonly picture: Picture }
  | { readonly id: number; readonly op: "memory" };

/** Every kind of request with what it is answered by. */
export interface Answers {
  readonly load: Ready;
  readonly predict: Prediction;
  readonly memory: Memory;
}

export type VisionErrorCode = "not_loaded" | "undecodable" | "model_unavailable" | "failed" | "aborted";

/** From the worker. */
export type Reply =
  | { readonly id: number; readonly kind: "answer"; readonly answer: Answers[keyof Answers] }
  | { readonly id: number; readonly kind: "event"; readonly event: LoadEvent }
  | { readonly id: number; readonly kind: "error"; readonly code: VisionErrorCode; readonly message: string };

/** The worker's name carries its one option, as a worker knows its name before its first message. */
export type WorkerName = BackendName;

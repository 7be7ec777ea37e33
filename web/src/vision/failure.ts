import type { VisionErrorCode } from "./messages";

/** What went wrong in the worker, in words and with a code that survives the way to the page. */
export class VisionError extends Error {
  override readonly name = "VisionError";

  constructor(
    readonly code: VisionErrorCode,
    message: string,
  ) {
    super(message);
  }
}

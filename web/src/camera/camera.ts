export type CameraErrorCode = "denied" | "absent" | "in_use" | "insecure" | "failed";

/** Why there is no camera picture; the message is a sentence for the person in front of it. */
export class CameraError extends Error {
  override readonly name = "CameraError";

  constructor(
    readonly code: CameraErrorCode,
    message: string,
  ) {
    super(message);
  }
}

const SENTENCES: Readonly<Record<CameraErrorCode, string>> = {
  denied: "The browser may not use the camera: allow it in the address bar, then try again.",
  absent: "No camera was found: connect one, or drop pictures instead.",
  in_use: "The camera is busy: close the other program or tab that uses it, then try again.",
  insecure: "Browsers give the camera to https and localhost addresses only: open this page at one of them.",
  failed: "The camera did not start: connect it again, then try again.",
};

/** What getUserMedia rejects with, by the exception's name. */
const CODES: Readonly<Record<string, CameraErrorCode>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "in_use",
  AbortError: "in_use",
};

/** An open camera. `stream` goes into a video element; close it when done, so that its light goes out. */
export class Camera {
  private constructor(readonly stream: MediaStream) {}

  /** The camera that looks away from the person, where there are two. Throws CameraError. */
  static async open(): Promise<Camera> {
    const video = { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: { ideal: "environment" } };
    try {
      return new Camera(await devices().getUserMedia({ video, audio: false }));
    } catch (error) {
      throw cameraError(error);
    }
  }

  /** Calls `ended` when the camera is unplugged or taken back; not when it is closed here. */
  onEnded(ended: () => void): void {
    this.stream.getVideoTracks()[0]?.addEventListener("ended", ended, { once: true });
  }

  close(): void {
    for (const track of this.stream.getTracks()) track.stop();
  }
}

/** Insecure pages have no `mediaDevices` at all, whatever the types say. */
function devices(): MediaDevices {
  const found: MediaDevices | undefined = navigator.mediaDevices;
  if (!found) throw new CameraError("insecure", SENTENCES.insecure);
  return found;
}

function cameraError(error: unknown): CameraError {
  if (error instanceof CameraError) return error;
  const code = (error instanceof DOMException && CODES[error.name]) || "failed";
  return new CameraError(code, SENTENCES[code]);
}

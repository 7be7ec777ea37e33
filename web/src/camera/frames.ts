export type Frame = VideoFrame | ImageBitmap;

/**
 * Gives `onFrame` every new frame of the video; whoever receives it owns and closes it (the vision
 * bridge does, and keeps only the newest). Rests while the page is hidden, as video frame callbacks
 * are part of rendering. Returns what stops it.
 */
export function eachFrame(video: HTMLVideoElement, onFrame: (frame: Frame) => void): () => void {
  let stopped = false;
  let handle = 0;
  const next = () => {
    handle = video.requestVideoFrameCallback(take);
  };
  const take = async () => {
    const frame = await capture(video);
    if (stopped) {
      frame?.close();
      return;
    }
    if (frame) onFrame(frame);
    next();
  };
  next();
  return () => {
    stopped = true;
    video.cancelVideoFrameCallback(handle);
  };
}

/** A VideoFrame shares the camera's memory; a bitmap is a copy, for browsers without. Null when it cannot be had. */
async function capture(video: HTMLVideoElement): Promise<Frame | null> {
  try {
    return "VideoFrame" in globalThis ? new VideoFrame(video) : await createImageBitmap(video);
  } catch {
    // The stream has just ended or is being changed: there may be a next frame.
    return null;
  }
}

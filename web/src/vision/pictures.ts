import { VisionError } from "./failure";
import type { Picture } from "./messages";
import { blueFirst, overWhite, rawSource } from "./preprocess";
import type { Source } from "./resize";

/** Pixels as they are in the file: turned upright, but neither colour-managed nor premultiplied. */
const AS_STORED: ImageBitmapOptions = {
  imageOrientation: "from-image",
  colorSpaceConversion: "none",
  premultiplyAlpha: "none",
};

/** Pixels are drawn here at native size only to be read back; the canvas never scales. */
const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true, alpha: false });

type Frame = ImageBitmap | VideoFrame;

/** Memory for so many bytes; null: there is none to spare. */
type Memory = (bytes: number) => Uint8Array | null;

/**
 * Gives `use` the picture's pixels, over white where transparent; frees the picture afterwards. `memory` is where a
 * frame's bytes are best put: one frame at a time.
 */
export async function withPixels<T>(
  picture: Picture,
  use: (source: Source) => Promise<T>,
  memory: Memory = () => null,
): Promise<T> {
  if (picture instanceof ImageData) {
    overWhite(picture.data);
    return use(rawSource(picture.data, picture.width, picture.height, 4));
  }
  if (picture instanceof Blob) {
    const image = await decode(picture);
    try {
      return await use(drawn(image));
    } finally {
      image.close();
    }
  }
  try {
    return await withFrame(picture, use, memory);
  } finally {
    picture.close();
  }
}

/** A frame's bytes are copied out where the browser can: drawing it and reading that takes ten times as long. */
async function withFrame<T>(frame: Frame, use: (source: Source) => Promise<T>, memory: Memory): Promise<T> {
  const { width, height } = sizeOf(frame);
  const bytes = memory(width * height * 4) ?? new Uint8Array(width * height * 4);
  return use((await copyOut(frame, bytes)) ? blueFirst(bytes, width, height) : drawn(frame));
}

/** The order that browsers keep pixels in on most devices. */
const LAYOUT = { format: "BGRA" } as VideoFrameCopyToOptions;

/** False where this browser, or a frame of this kind, has to be drawn. */
async function copyOut(frame: Frame, bytes: Uint8Array): Promise<boolean> {
  if (!("VideoFrame" in globalThis)) return false;
  let video: VideoFrame | null = null;
  try {
    video = frame instanceof VideoFrame ? frame : new VideoFrame(frame, { timestamp: 0 });
    // Browsers that don't know the layout leave the frame in its own, which is smaller.
    if (!upright(video) || video.allocationSize(LAYOUT) !== bytes.length) return false;
    await video.copyTo(bytes, LAYOUT);
    return true;
  } catch {
    return false;
  } finally {
    if (video !== frame) video?.close();
  }
}

/** Whether a frame is shown as it lies in memory. */
function upright(frame: VideoFrame): boolean {
  const { rotation = 0, flip = false } = frame as { rotation?: number; flip?: boolean };
  const { width, height } = frame.visibleRect ?? {};
  return !rotation && !flip && width === frame.displayWidth && height === frame.displayHeight;
}

function sizeOf(image: Frame): { width: number; height: number } {
  return image instanceof ImageBitmap ? image : { width: image.displayWidth, height: image.displayHeight };
}

async function decode(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob, AS_STORED);
  } catch {
    throw new VisionError("undecodable", "This browser cannot read the picture: it is damaged or of an unknown type.");
  }
}

/** Reads a band of rows at a time, so that a huge picture needs no canvas of its size. */
function drawn(image: Frame): Source {
  const { width, height } = sizeOf(image);
  return { width, height, channels: 4, rows: (top, count) => readRows(image, width, top, count) };
}

function readRows(image: CanvasImageSource, width: number, top: number, count: number): Uint8ClampedArray {
  if (!context) throw new VisionError("failed", "This browser gives the worker no canvas to read pixels with.");
  const { canvas } = context;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== count) canvas.height = count;
  context.fillStyle = "white";
  context.fillRect(0, 0, width, count);
  context.drawImage(image, 0, -top);
  return context.getImageData(0, 0, width, count).data;
}

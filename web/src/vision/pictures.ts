import { VisionError } from "./failure";
import type { Picture } from "./messages";
import { overWhite, rawSource } from "./preprocess";
import type { Source } from "./resize";

/** Pixels as they are in the file: turned upright, but neither colour-managed nor premultiplied. */
const AS_STORED: ImageBitmapOptions = {
  imageOrientation: "from-image",
  colorSpaceConversion: "none",
  premultiplyAlpha: "none",
};

/** Pixels are drawn here at native size only to be read back; the canvas never scales. */
const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true, alpha: false });

/** Gives `use` the picture's pixels, over white where transparent; frees the picture afterwards. */
export async function withPixels<T>(picture: Picture, use: (source: Source) => Promise<T>): Promise<T> {
  if (picture instanceof ImageData) {
    overWhite(picture.data);
    return use(rawSource(picture.data, picture.width, picture.height, 4));
  }
  const image = picture instanceof Blob ? await decode(picture) : picture;
  try {
    return await use(drawn(image));
  } finally {
    image.close();
  }
}

async function decode(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob, AS_STORED);
  } catch {
    throw new VisionError("undecodable", "This browser cannot read the picture: it is damaged or of an unknown type.");
  }
}

/** Reads a band of rows at a time, so that a huge picture needs no canvas of its size. */
function drawn(image: ImageBitmap | VideoFrame): Source {
  const width = image instanceof ImageBitmap ? image.width : image.displayWidth;
  const height = image instanceof ImageBitmap ? image.height : image.displayHeight;
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

import { type Box, Resizer, type Source } from "./resize";
import type { Fit, Preprocessing } from "./types";

/** Where the picture comes from and where it goes, in pixels. */
export interface Placement {
  /** The part of the source that is used. */
  readonly box: Box;
  /** Where it stands in the target; the rest stays black. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Turns pictures into the network's input. Keeps its buffers: one picture at a time. */
export class Preprocessor {
  private resizer: Resizer | null = null;
  private readonly resized: Uint8Array;
  private readonly floats: Float32Array;

  constructor(readonly input: Preprocessing) {
    const [height, width] = input.size;
    this.resized = new Uint8Array(height * width * 3);
    this.floats = new Float32Array(height * width * 3);
  }

  /** Returns float32[h, w, 3] in 0…255, whole numbers; valid until the next call. */
  run(source: Source): Float32Array {
    const [height, width] = this.input.size;
    const place = placement(this.input.fit, source.width, source.height, width, height);
    if (this.resizer?.sourceWidth !== source.width || this.resizer.sourceHeight !== source.height) {
      this.resizer = new Resizer(source.width, source.height, place.width, place.height, place.box);
    }
    const resized = this.resizer.resize(source, this.resized.subarray(0, place.width * place.height * 3));
    if (place.width === width && place.height === height) {
      this.floats.set(resized);
    } else {
      this.floats.fill(0);
      const stride = place.width * 3;
      for (let y = 0; y < place.height; y++) {
        const row = resized.subarray(y * stride, (y + 1) * stride);
        this.floats.set(row, ((place.top + y) * width + place.left) * 3);
      }
    }
    return this.floats;
  }
}

/** The fit, as numbers: the same formulas as the backend's preprocessing. */
export function placement(
  fit: Fit,
  sourceWidth: number,
  sourceHeight: number,
  width: number,
  height: number,
): Placement {
  if (fit === "pad") {
    const scale = Math.min(width / sourceWidth, height / sourceHeight);
    const fittedWidth = Math.min(width, Math.max(1, Math.round(sourceWidth * scale)));
    const fittedHeight = Math.min(height, Math.max(1, Math.round(sourceHeight * scale)));
    return {
      box: [0, 0, sourceWidth, sourceHeight],
      left: Math.floor((width - fittedWidth) / 2),
      top: Math.floor((height - fittedHeight) / 2),
      width: fittedWidth,
      height: fittedHeight,
    };
  }
  return { box: sourceBox(fit, sourceWidth, sourceHeight, width / height), left: 0, top: 0, width, height };
}

function sourceBox(fit: "crop" | "squash", width: number, height: number, ratio: number): Box {
  if (fit === "squash") return [0, 0, width, height];
  const boxWidth = Math.min(width, height * ratio);
  const boxHeight = Math.min(height, boxWidth / ratio);
  const left = (width - boxWidth) / 2;
  const top = (height - boxHeight) / 2;
  return [left, top, left + boxWidth, top + boxHeight];
}

/** A picture whose pixels are all in memory. */
export function rawSource(
  pixels: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  channels: 3 | 4,
): Source {
  const stride = width * channels;
  if (pixels.length !== stride * height) {
    throw new RangeError(`A ${width} × ${height} picture has ${stride * height} bytes; ${pixels.length} came.`);
  }
  return { width, height, channels, rows: (top, count) => pixels.subarray(top * stride, (top + count) * stride) };
}

/** A picture whose pixels are all in memory, each as blue, green, red and a byte that says nothing. */
export function blueFirst(bgra: Uint8Array, width: number, height: number): Source {
  const rows = (top: number, count: number) => {
    const pixels = bgra.slice(top * width * 4, (top + count) * width * 4);
    for (let i = 0; i < pixels.length; i += 4) {
      const blue = pixels[i] as number;
      pixels[i] = pixels[i + 2] as number;
      pixels[i + 2] = blue;
    }
    return pixels;
  };
  return { width, height, channels: 4, rows, bgra };
}

/** Lays RGBA pixels over white, in place, as Pillow's paste with a mask does; alpha becomes 255. */
export function overWhite(pixels: Uint8Array | Uint8ClampedArray): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = pixels[i + 3] as number;
    if (alpha === 255) continue;
    for (let c = i; c < i + 3; c++) {
      const sum = (pixels[c] as number) * alpha + 255 * (255 - alpha) + 128;
      pixels[c] = ((sum >> 8) + sum) >> 8;
    }
    pixels[i + 3] = 255;
  }
}

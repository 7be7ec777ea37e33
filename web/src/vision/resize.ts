/**
 * Pillow's `Image.resize((w, h), BILINEAR, box)` for 8-bit pictures, in the same integer arithmetic
 * (libImaging/Resample.c): a triangle filter whose support grows when shrinking, a horizontal pass into
 * 8 bits and a vertical one. Browsers' own scaling differs from machine to machine and is not used.
 */

import { end, HALF, PRECISION_BITS, start, type Taps, triangle } from "./taps";

/** Left, top, right, bottom in pixels of the source; may be fractional. */
export type Box = readonly [number, number, number, number];

/** Rows of a picture, top to bottom, 3 (RGB) or 4 (RGBA, alpha ignored) bytes a pixel. */
export interface Source {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  /** The bytes of rows `top` to `top + count`. Valid until the next call. */
  rows(top: number, count: number): Bytes;
  /** All of its bytes, where they are at hand and begin each pixel with blue. */
  readonly bgra?: Bytes;
}

type Bytes = Uint8Array | Uint8ClampedArray;

/** Source pixels read at once, so that a huge picture needs no second full copy. */
const BAND_PIXELS = 1 << 22;

/** Resizes pictures of one size; coefficients and the picture between the passes are kept. */
export class Resizer {
  private readonly across: Taps;
  private readonly down: Taps;
  private readonly between: Uint8Array;
  private readonly sums: Int32Array;
  private readonly downFirst: boolean;

  constructor(
    readonly sourceWidth: number,
    readonly sourceHeight: number,
    readonly width: number,
    readonly height: number,
    box: Box,
  ) {
    this.across = triangle(sourceWidth, box[0], box[2], width);
    this.down = triangle(sourceHeight, box[1], box[3], height);
    // Pillow 13 takes the vertical pass first where that saves much. The order shows: each pass rounds.
    this.downFirst = sourceHeight > height && sourceHeight - height > 2 * (sourceWidth - width);
    const rows = end(this.down, height - 1) - start(this.down, 0);
    this.between = new Uint8Array((this.downFirst ? sourceWidth * height : width * rows) * 3);
    this.sums = new Int32Array((this.downFirst ? sourceWidth : width) * 3);
  }

  /** Fills and returns `target`, uint8[height, width, 3]. */
  resize(source: Source, target: Uint8Array): Uint8Array {
    if (this.downFirst) this.resizeDownFirst(source, target);
    else this.resizeAcrossFirst(source, target);
    return target;
  }

  private resizeAcrossFirst(source: Source, target: Uint8Array): void {
    const top = start(this.down, 0);
    const rows = end(this.down, this.height - 1) - top;
    const band = Math.max(1, Math.floor(BAND_PIXELS / this.sourceWidth));
    const stride = this.width * 3;
    for (let y = 0; y < rows; y += band) {
      const count = Math.min(band, rows - y);
      const pixels = source.rows(top + y, count);
      resizeAcross(pixels, source.channels, this.sourceWidth, this.across, this.between.subarray(y * stride), count);
    }
    resizeDown(this.between, 3, top, this.down, 0, this.height, this.sums, target);
  }

  private resizeDownFirst(source: Source, target: Uint8Array): void {
    const { down, sourceWidth, height, between, sums } = this;
    for (let y = 0, next = 0; y < height; y = next) {
      const top = start(down, y);
      for (next = y + 1; next < height && (end(down, next) - top) * sourceWidth <= BAND_PIXELS; ) next++;
      const pixels = source.rows(top, end(down, next - 1) - top);
      resizeDown(pixels, source.channels, top, down, y, next, sums, between);
    }
    resizeAcross(between, 3, sourceWidth, this.across, target, height);
  }
}

/** Horizontal pass over `rows` rows of `sourceWidth` pixels. */
function resizeAcross(
  pixels: Bytes,
  channels: number,
  sourceWidth: number,
  taps: Taps,
  target: Uint8Array,
  rows: number,
): void {
  const { first, count, weights, width } = taps;
  const columns = first.length;
  let to = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let from = (y * sourceWidth + (first[x] as number)) * channels;
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      const last = x * width + (count[x] as number);
      for (let k = x * width; k < last; k++, from += channels) {
        const weight = weights[k] as number;
        red += (pixels[from] as number) * weight;
        green += (pixels[from + 1] as number) * weight;
        blue += (pixels[from + 2] as number) * weight;
      }
      target[to++] = red >> PRECISION_BITS;
      target[to++] = green >> PRECISION_BITS;
      target[to++] = blue >> PRECISION_BITS;
    }
  }
}

/** Vertical pass making target rows `from` to `to`; `pixels` begins at source row `top`. */
function resizeDown(
  pixels: Bytes,
  channels: number,
  top: number,
  taps: Taps,
  from: number,
  to: number,
  sums: Int32Array,
  target: Uint8Array,
): void {
  const stride = sums.length;
  const sourceStride = (stride / 3) * channels;
  for (let y = from; y < to; y++) {
    sums.fill(HALF);
    const taken = taps.count[y] as number;
    for (let k = 0; k < taken; k++) {
      const weight = taps.weights[y * taps.width + k] as number;
      let source = (start(taps, y) - top + k) * sourceStride;
      for (let x = 0; x < stride; x += 3, source += channels) {
        sums[x] = (sums[x] as number) + (pixels[source] as number) * weight;
        sums[x + 1] = (sums[x + 1] as number) + (pixels[source + 1] as number) * weight;
        sums[x + 2] = (sums[x + 2] as number) + (pixels[source + 2] as number) * weight;
      }
    }
    for (let x = 0; x < stride; x++) target[y * stride + x] = (sums[x] as number) >> PRECISION_BITS;
  }
}

/** Frames into the plan's image by the engine's own filter: what preprocess.ts does, in the same arithmetic. */
import { placement } from "../preprocess";
import type { Source } from "../resize";
import { end, start, type Taps, triangle } from "../taps";
import type { Preprocessing } from "../types";
import type { Engine } from "./engine";
import { PICTURE } from "./picture-plan";

/** What a size of source needs: written into memory once. */
interface Prepared {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly rows: number;
  readonly columns: number;
  readonly lines: number;
  /** Of the target's first pixel. */
  readonly at: number;
}

export class PixelPlacer {
  private prepared: Prepared | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly input: Preprocessing,
  ) {
    const { scale, offset } = engine.plan.image;
    const scaling = Float32Array.of(...scale, 0, ...offset, 0);
    engine.bytes.set(new Uint8Array(scaling.buffer), engine.plan.picture.scaling);
  }

  /** False, and nothing is done, for pictures of a kind or size that this does not cover. */
  place(source: Source): boolean {
    if (this.prepared?.width !== source.width || this.prepared.height !== source.height) {
      this.prepared = source.channels === 4 ? this.prepare(source.width, source.height) : null;
    }
    if (!this.prepared || source.channels !== 4) return false;
    this.filter(source, this.prepared);
    return true;
  }

  /** The image was written by someone else: what lies around the picture has to be written anew. */
  forget(): void {
    this.prepared = null;
  }

  private filter(source: Source, { width, top, rows, columns, lines, at }: Prepared): void {
    const { engine } = this;
    const { picture, image } = engine.plan;
    const stride = width * 4;
    const between = rowBytes(columns);
    const pixels = source.rows(top, rows);
    const band = Math.floor(PICTURE.band / stride);
    for (let y = 0; y < rows; y += band) {
      const count = Math.min(band, rows - y);
      engine.bytes.set(pixels.subarray(y * stride, (y + count) * stride), picture.band);
      engine.across(picture.band, stride, count, picture.across, picture.between + y * between, columns, between);
    }
    engine.down(picture.between, between, picture.down, lines, columns, picture.scaling, at, image.row);
  }

  private prepare(width: number, height: number): Prepared | null {
    const { image, picture } = this.engine.plan;
    const place = placement(this.input.fit, width, height, image.width, image.height);
    const across = triangle(width, place.box[0], place.box[2], place.width);
    const down = triangle(height, place.box[1], place.box[3], place.height);
    const top = start(down, 0);
    const rows = end(down, place.height - 1) - top;
    // Pillow takes the vertical pass first there: see resize.ts.
    const downFirst = height > place.height && height - place.height > 2 * (width - place.width);
    const fits = width * 4 <= PICTURE.band && (rows + 1) * rowBytes(place.width) <= PICTURE.between;
    if (downFirst || !fits || !tapsFit(across) || !tapsFit(down)) return null;
    this.writeTaps(across, 0, picture.across);
    this.writeTaps(down, top, picture.down);
    this.fill();
    const at = image.base + place.top * image.row + place.left * 12;
    return { width, height, top, rows, columns: place.width, lines: place.height, at };
  }

  /** Black, as the network sees it: the picture may not cover all. */
  private fill(): void {
    const { image } = this.engine.plan;
    for (let y = 0; y < image.height; y++) {
      const row = (image.base + y * image.row) / 4;
      for (let i = 0; i < image.width * 3; i++) this.engine.floats[row + i] = image.offset[i % 3] as number;
    }
  }

  /** The struct Taps of engine.c, and what it points to, behind it. */
  private writeTaps({ first, count, weights, width }: Taps, top: number, at: number): void {
    const pairs = Math.ceil(width / 2);
    const length = first.length;
    const [firsts, counts, halves] = [at + 16, at + 16 + length * 4, at + 16 + length * 8];
    const words = new Int32Array(this.engine.bytes.buffer);
    words.set([firsts, counts, halves, pairs], at / 4);
    words.set(
      first.map((value) => value - top),
      firsts / 4,
    );
    words.set(
      count.map((value) => Math.ceil(value / 2)),
      counts / 4,
    );
    const split = new Int16Array(this.engine.bytes.buffer);
    for (let i = 0; i < length; i++) {
      for (let k = 0; k < pairs * 2; k++) {
        const weight = k < (count[i] as number) ? (weights[i * width + k] as number) : 0;
        const place = halves / 2 + (i * pairs + (k >> 1)) * 4 + (k & 1);
        split[place] = weight >> 11;
        split[place + 2] = weight & 2047;
      }
    }
  }
}

function tapsFit({ first, width }: Taps): boolean {
  return 16 + first.length * (8 + Math.ceil(width / 2) * 8) <= PICTURE.taps;
}

/** Rows between the passes are read four pixels at a time. */
function rowBytes(columns: number): number {
  return Math.ceil(columns / 4) * 16;
}

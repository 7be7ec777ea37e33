/** Frames into the plan's image by the engine's own filter: what preprocess.ts does, in the same arithmetic. */
import { placement } from "../preprocess";
import type { Source } from "../resize";
import { end, start, type Taps, triangle } from "../taps";
import type { Preprocessing } from "../types";
import type { Engine } from "./engine";
import { PICTURE } from "./picture-plan";
import { type PictureWords, pictureBytes } from "./words";

interface Prepared {
  /** The first row of the source that is read. */
  readonly top: number;
  readonly words: PictureWords;
}

const NO_PICTURE: PictureWords = {
  pixels: 0,
  stride: 0,
  rows: 0,
  across: 0,
  down: 0,
  between: 0,
  betweenRow: 0,
  columns: 0,
  lines: 0,
  scaling: 0,
  out: 0,
  outRow: 0,
  blueFirst: 0,
};

export class PixelPlacer {
  private size: readonly [number, number] | null = null;
  /** What this size of source needs; null where it is not covered. */
  private prepared: Prepared | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly input: Preprocessing,
  ) {
    const { scale, offset } = engine.plan.image;
    const scaling = Float32Array.of(...scale, 0, ...offset, 0);
    engine.bytes.set(new Uint8Array(scaling.buffer), engine.plan.picture.scaling);
  }

  /** Has the engine's next run take the picture. False, and it takes none, for kinds and sizes not covered here. */
  place(source: Source): boolean {
    const { width, height, channels } = source;
    if (channels === 4 && (this.size?.[0] !== width || this.size[1] !== height)) {
      this.size = [width, height];
      this.prepared = this.prepare(width, height);
    }
    if (!this.prepared || channels !== 4) {
      this.takeNone();
      return false;
    }
    const { top, words } = this.prepared;
    const { stride, rows } = words;
    const { bgra } = source;
    const [from, to] = [top * stride, (top + rows) * stride];
    let { pixels } = words;
    if (bgra?.buffer === this.engine.bytes.buffer) pixels = bgra.byteOffset + from;
    else this.engine.bytes.set(bgra?.subarray(from, to) ?? source.rows(top, rows), pixels);
    this.write({ ...words, pixels, blueFirst: bgra ? 1 : 0 });
    return true;
  }

  /** Where a picture may be put; null where so many bytes are too many. */
  memory(bytes: number): Uint8Array | null {
    const { pixels } = this.engine.plan.picture;
    return bytes <= PICTURE.pixels ? this.engine.bytes.subarray(pixels, pixels + bytes) : null;
  }

  /** Someone else writes the image: what lies around the next picture has to be written anew. */
  private takeNone(): void {
    this.size = null;
    this.write(NO_PICTURE);
  }

  private write(words: PictureWords): void {
    this.engine.bytes.set(new Uint8Array(pictureBytes(words)), this.engine.plan.picture.words);
  }

  private prepare(width: number, height: number): Prepared | null {
    const { image, picture } = this.engine.plan;
    const place = placement(this.input.fit, width, height, image.width, image.height);
    const across = triangle(width, place.box[0], place.box[2], place.width);
    const down = triangle(height, place.box[1], place.box[3], place.height);
    const top = start(down, 0);
    const rows = end(down, place.height - 1) - top;
    const betweenRow = rowBytes(place.width);
    // Pillow takes the vertical pass first there: see resize.ts.
    const downFirst = height > place.height && height - place.height > 2 * (width - place.width);
    const fits = rows * width * 4 <= PICTURE.pixels && (rows + 1) * betweenRow <= PICTURE.between;
    if (downFirst || !fits || !tapsFit(across) || !tapsFit(down)) return null;
    this.writeTaps(across, 0, picture.across);
    this.writeTaps(down, top, picture.down);
    this.fill();
    const words: PictureWords = {
      pixels: picture.pixels,
      stride: width * 4,
      rows,
      across: picture.across,
      down: picture.down,
      between: picture.between,
      betweenRow,
      columns: place.width,
      lines: place.height,
      scaling: picture.scaling,
      out: image.base + place.top * image.row + place.left * 12,
      outRow: image.row,
      blueFirst: 0,
    };
    return { top, words };
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

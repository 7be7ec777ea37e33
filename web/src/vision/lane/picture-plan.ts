/** Memory for pictures on their way into the image. Sizes suit video; other pictures go another way. */
import type { Arena } from "./arena";
import { PICTURE_BYTES } from "./words";

/** Bytes of each part: source rows, rows between the two passes, a filter's taps. */
export const PICTURE = { pixels: 1 << 23, between: 1 << 20, taps: 1 << 17 } as const;

export interface PicturePlan {
  /** Struct Picture of engine.c. */
  readonly words: number;
  readonly pixels: number;
  readonly between: number;
  /** Structs Taps of engine.c, with what they point to. */
  readonly across: number;
  readonly down: number;
  readonly scaling: number;
}

export function placePicture(arena: Arena): PicturePlan {
  return {
    words: arena.reserve("the picture", PICTURE_BYTES),
    // The filter reads taps in pairs: one pixel more than the last row has.
    pixels: arena.reserve("a picture's pixels", PICTURE.pixels + 16),
    between: arena.reserve("rows between the passes", PICTURE.between),
    across: arena.reserve("taps across", PICTURE.taps),
    down: arena.reserve("taps down", PICTURE.taps),
    scaling: arena.reserve("the scaling", 32),
  };
}

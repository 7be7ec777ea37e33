/** Memory for pictures on their way into the image. Sizes suit video; other pictures go another way. */
import type { Arena } from "./arena";

/** Bytes of each part: source rows at a time, rows between the two passes, a filter's taps. */
export const PICTURE = { band: 1 << 18, between: 1 << 20, taps: 1 << 17 } as const;

export interface PicturePlan {
  readonly band: number;
  readonly between: number;
  /** Structs Taps of engine.c, with what they point to. */
  readonly across: number;
  readonly down: number;
  readonly scaling: number;
}

export function placePicture(arena: Arena): PicturePlan {
  return {
    // The filter reads taps in pairs: one pixel more than the last row has.
    band: arena.reserve("rows of a picture", PICTURE.band + 16),
    between: arena.reserve("rows between the passes", PICTURE.between),
    across: arena.reserve("taps across", PICTURE.taps),
    down: arena.reserve("taps down", PICTURE.taps),
    scaling: arena.reserve("the scaling", 32),
  };
}

/** Memory of a plan: who has which bytes, and what they hold at the start. */
import { notCovered } from "./refusal";

export interface Region {
  readonly what: string;
  readonly from: number;
  readonly to: number;
  /** Whether the engine may write there. */
  readonly writable: boolean;
}

/** What a thread's stack and the engine's own data need: the linker's `stack-size`. */
export const STACK_BYTES = 16384;
const MOST_BYTES = 1 << 30;
/** Vectors never straddle a cache line. */
const ALIGNMENT = 64;

export class Arena {
  readonly regions: Region[] = [];
  readonly contents: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  /** Behind the first thread's stack, which the linker puts first. */
  bytes = STACK_BYTES;

  /** Zeros, for the engine to write. */
  reserve(what: string, bytes: number): number {
    return this.take(what, bytes, true);
  }

  /** Values that nobody changes. */
  hold(what: string, values: ArrayBuffer | Float32Array | Int32Array): number {
    const bytes = values instanceof ArrayBuffer ? new Uint8Array(values) : new Uint8Array(values.buffer);
    const at = this.take(what, bytes.length, false);
    this.contents.push({ at, bytes });
    return at;
  }

  private take(what: string, bytes: number, writable: boolean): number {
    const from = Math.ceil(this.bytes / ALIGNMENT) * ALIGNMENT;
    if (!Number.isSafeInteger(bytes) || bytes < 0 || from + bytes > MOST_BYTES) {
      throw notCovered(`it needs more than ${MOST_BYTES} bytes`);
    }
    this.regions.push({ what, from, to: from + bytes, writable });
    this.bytes = from + bytes;
    return from;
  }
}

/** Pictures by which engines are compared, the same wherever they are drawn: whole numbers alone make them. */
import { rawSource } from "../preprocess";
import type { Source } from "../resize";

/** Names the file of what TensorFlow.js says of these pictures: of others, it has another name. */
export const PROBES = "probes-1.bin";
const SEEDS = [1, 2];
const SIDE = 97;

/** Soft blobs and noise. */
export function probes(): Source[] {
  return SEEDS.map(drawn);
}

function drawn(seed: number): Source {
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  let state = seed;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const [x, y] = [Math.floor(i / 3) % SIDE, Math.floor(i / (3 * SIDE))];
    pixels[i] = wave(x * 3 + (i % 3) * 40) + wave(y * (3 + seed)) + (state >>> 26);
  }
  return rawSource(pixels, SIDE, SIDE, 3);
}

/** From 0 to 95 and back, in 192 steps. */
function wave(at: number): number {
  return Math.min(Math.abs((at % 192) - 96), 95);
}

/** Float32 vectors that lie one after the other; null where they are not of that many values. */
export function separated(bytes: ArrayBuffer, features: number): Float32Array[] | null {
  if (bytes.byteLength !== SEEDS.length * features * 4) return null;
  return SEEDS.map((_, i) => new Float32Array(bytes, i * features * 4, features));
}

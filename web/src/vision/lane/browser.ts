/** What the fast lane needs of a browser: its code, threads to try, and a memory of what this device chose. */
import relaxed from "../engine/relaxed.wasm?url";
import relaxedThreads from "../engine/relaxed-threads.wasm?url";
import simd from "../engine/simd.wasm?url";
import simdThreads from "../engine/simd-threads.wasm?url";
import { remembered } from "../memory";
import { fastLanes } from "./trial";

const MOST_THREADS = 4;

const modules = new Map<string, Promise<WebAssembly.Module>>();

/** Compiled once; with the multiply-add of relaxed SIMD where the browser has it. */
function loadEngine(threads: boolean): Promise<WebAssembly.Module> {
  const fused = hasRelaxedSimd();
  const url = threads ? (fused ? relaxedThreads : simdThreads) : fused ? relaxed : simd;
  const known = modules.get(url) ?? WebAssembly.compileStreaming(fetch(url));
  modules.set(url, known);
  return known;
}

/** One, and more where memory may be shared: as many as there are cores, and what lies between. */
function threadsToTry(): readonly number[] {
  const most = self.crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency) : 1;
  return Array.from({ length: most }, (_, i) => i + 1);
}

/** A module of one function that multiplies and adds: valid where the browser knows relaxed SIMD. */
function hasRelaxedSimd(): boolean {
  const get = [0x20, 0];
  const body = [0, ...get, ...get, ...get, 0xfd, 0x85, 0x02, 0x0b];
  const type = [1, 6, 1, 0x60, 1, 0x7b, 1, 0x7b];
  const code = [10, body.length + 2, 1, body.length, ...body];
  return WebAssembly.validate(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...type, 3, 2, 1, 0, ...code));
}

/** The fast lanes as this browser can have them. */
export const lanesHere = fastLanes({ load: loadEngine, threads: threadsToTry(), memory: remembered("threads") });

// Wanted as soon as a network has come; who wants it hears of what went wrong.
loadEngine(false).catch(() => {});

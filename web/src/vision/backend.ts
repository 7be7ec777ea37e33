import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { env, setBackend } from "@tensorflow/tfjs-core";
import { VisionError } from "./failure";
import { threadsAllowed } from "./threads";
import type { BackendName } from "./types";

/** Starts TensorFlow.js on the backend; returns how many threads it uses. Throws where it cannot run. */
export async function startBackend(name: BackendName): Promise<number> {
  const threads = name === "wasm" ? await prepareWasm() : 1;
  // Loaded only when asked for: each is larger than all the rest together.
  if (name === "webgl") await import("@tensorflow/tfjs-backend-webgl");
  if (name === "webgpu") await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await setBackend(name))) {
    throw new VisionError("failed", `TensorFlow.js could not start its ${name} backend in this browser.`);
  }
  return threads;
}

async function prepareWasm(): Promise<number> {
  setWasmPaths({
    "tfjs-backend-wasm.wasm": plain,
    "tfjs-backend-wasm-simd.wasm": simd,
    "tfjs-backend-wasm-threaded-simd.wasm": threaded,
  });
  const threads = await threadsAllowed();
  if (threads > 1) setThreadsCount(threads);
  else env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  return threads;
}

import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { env, setBackend } from "@tensorflow/tfjs-core";
import { VisionError } from "./failure";
import { threadsAllowed } from "./threads";

/** Starts TensorFlow.js on wasm; returns how many threads it uses. Throws where it cannot run. */
export async function startWasm(): Promise<number> {
  const threads = await prepare();
  if (await setBackend("wasm")) return threads;
  throw new VisionError("failed", "TensorFlow.js could not start its wasm backend in this browser.");
}

async function prepare(): Promise<number> {
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

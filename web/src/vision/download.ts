import { VisionError } from "./failure";
import type { ReadFile } from "./graph";

/** Reads a bundle's files below an address; `signal` ends all of them. */
export function download(base: string, signal: AbortSignal): ReadFile {
  return async (path, onBytes = () => {}) => {
    const response = await ask(new URL(path, base), signal);
    const chunks: Uint8Array[] = [];
    for (let reader = response.body?.getReader(); reader; ) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      onBytes(value.length);
    }
    return joined(chunks);
  };
}

async function ask(url: URL, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new VisionError("model_unavailable", `The model could not be fetched: ${String(error)} (${url.pathname}).`);
  }
  if (response.ok) return response;
  throw new VisionError(
    "model_unavailable",
    `The model could not be fetched: ${url.pathname} gave ${response.status}.`,
  );
}

function joined(chunks: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole.buffer;
}

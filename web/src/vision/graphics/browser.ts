/** What graphics processors need of a browser: which there are, and a worker for the one that is at work. */
import type { FetchedNetwork } from "../lane/contract";
import { remembered } from "../memory";
import { Preprocessor } from "../preprocess";
import type { Source } from "../resize";
import type { GraphicsBackbone, GraphicsBackend } from "./contract";
import type { Question, Reply } from "./messages";
import { graphics } from "./trial";

/** The graphics processors as this browser can have them. */
export const graphicsHere = graphics({ backends, open, memory: remembered("graphics") });

/** All but those that are the processor in disguise. */
async function backends(): Promise<GraphicsBackend[]> {
  return [...((await hasWebGpu()) ? ["webgpu" as const] : []), ...(hasWebGl() ? ["webgl" as const] : [])];
}

/** As browsers have it; TensorFlow.js brings types that are older. */
interface Adapter {
  readonly info?: { readonly isFallbackAdapter?: boolean };
}

async function hasWebGpu(): Promise<boolean> {
  const { gpu } = navigator as { readonly gpu?: { requestAdapter(): Promise<Adapter | null> } };
  const adapter = await gpu?.requestAdapter().catch(() => null);
  return adapter ? !adapter.info?.isFallbackAdapter : false;
}

/** Browsers say that WebGL would be slow, but not all do where the processor plays the graphics processor. */
const PLAYED = /SwiftShader|llvmpipe|softpipe|Basic Render|Software/i;

function hasWebGl(): boolean {
  const context = new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  const told = context.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(context.getParameter(told?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return !PLAYED.test(renderer);
}

async function open(backend: GraphicsBackend, { file, input, outputs }: FetchedNetwork): Promise<GraphicsBackbone> {
  const opened = new InWorker(new Preprocessor(input));
  try {
    await opened.ask({ op: "open", backend, file, size: input.size, outputs });
    return opened;
  } catch (error) {
    opened.dispose();
    throw error;
  }
}

class InWorker implements GraphicsBackbone {
  private readonly worker = new Worker(new URL("./processor.ts", import.meta.url), { type: "module" });
  /** Answers come in the order of the questions. */
  private readonly waiting: { resolve(reply: Reply): void; reject(error: Error): void }[] = [];
  private disposed = false;

  constructor(private readonly preprocessor: Preprocessor) {
    this.worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      const asked = this.waiting.shift();
      if (data.error === undefined) asked?.resolve(data);
      else asked?.reject(new Error(data.error));
      if (this.disposed) this.dispose();
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      for (const asked of this.waiting.splice(0)) asked.reject(new Error(event.message));
    };
  }

  ask(question: Question, transfer: Transferable[] = []): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(question, transfer);
    });
  }

  async features(picture: Source): Promise<Float32Array> {
    const pixels = this.preprocessor.run(picture).slice();
    const { vector } = await this.ask({ op: "look", pixels }, [pixels.buffer]);
    return vector as Float32Array;
  }

  /** A picture that is being looked at is answered first. */
  dispose(): void {
    this.disposed = true;
    if (!this.waiting.length) this.worker.terminate();
  }
}

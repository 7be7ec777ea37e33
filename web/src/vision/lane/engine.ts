/** The engine with a plan in its memory, and the threads that help it. */
import { Crew } from "./crew";
import type { Plan } from "./plan";
import { LaneRefusal } from "./refusal";

/** Gives the engine's code: with threads, or without. */
export type EngineLoader = (threads: boolean) => Promise<WebAssembly.Module>;

const PAGE = 65536;
/** What the threads' variant was linked with: memory that is shared has to say how large it may grow. */
const MOST_PAGES = (1 << 30) / PAGE;

export interface EngineExports {
  readonly __stack_pointer: WebAssembly.Global;
  /** 1, or 0 when another thread stayed away for seconds. */
  readonly run: (plan: number, thread: number, frame: number) => number;
}

export class Engine {
  /** All of the memory. */
  readonly floats: Float32Array;
  readonly bytes: Uint8Array;
  private frame = 0;

  private constructor(
    readonly plan: Plan,
    memory: WebAssembly.Memory,
    private readonly exports: EngineExports,
    private readonly crew: Crew | null,
  ) {
    this.floats = new Float32Array(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
  }

  static async start(module: WebAssembly.Module, plan: Plan): Promise<Engine> {
    const initial = Math.ceil(plan.bytes / PAGE);
    const shared = plan.threads > 1;
    const memory = new WebAssembly.Memory(shared ? { initial, maximum: MOST_PAGES, shared } : { initial });
    const bytes = new Uint8Array(memory.buffer);
    for (const content of plan.contents) bytes.set(content.bytes, content.at);
    const instance = await WebAssembly.instantiate(module, { env: { memory } });
    const crew = shared ? await Crew.gather(module, memory, plan) : null;
    return new Engine(plan, memory, instance.exports as unknown as EngineExports, crew);
  }

  rouse(): void {
    this.crew?.rouse();
  }

  /** From the picture, or else the image, in memory to maps and vector. Raises LaneRefusal when it fails: it is not asked again. */
  run(): void {
    const frame = this.frame++;
    this.crew?.begin(frame);
    let ended = 0;
    try {
      ended = this.exports.run(this.plan.address, 0, frame);
    } catch (error) {
      throw new LaneRefusal("stopped", `The fast lane stopped: ${error}`);
    }
    if (!ended) throw new LaneRefusal("stopped", "The fast lane stopped: a thread stayed away.");
  }

  dispose(): void {
    this.crew?.dismiss();
  }
}

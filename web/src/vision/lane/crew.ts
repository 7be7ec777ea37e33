/** The other threads: workers that wait in the shared memory until a frame begins. */
import type { Plan } from "./plan";

export interface Order {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly plan: number;
  readonly thread: number;
  /** End of the thread's stack. */
  readonly stack: number;
  /** Address of how many frames have begun. */
  readonly begun: number;
}

/** A worker that is not ready by then never will be. */
const PATIENCE_MS = 5000;

export class Crew {
  private readonly words: Int32Array;

  private constructor(
    private readonly workers: readonly Worker[],
    memory: WebAssembly.Memory,
    private readonly begun: number,
  ) {
    this.words = new Int32Array(memory.buffer);
  }

  /** Raises Error where workers cannot start. */
  static async gather(module: WebAssembly.Module, memory: WebAssembly.Memory, plan: Plan): Promise<Crew> {
    const { begun } = plan;
    const workers = plan.stacks
      .slice(1)
      .map(() => new Worker(new URL("./hand.ts", import.meta.url), { type: "module" }));
    try {
      const orders = plan.stacks.slice(1).map((stack, i) => {
        const order: Order = { module, memory, plan: plan.address, thread: i + 1, stack, begun };
        return ready(workers[i] as Worker, order);
      });
      await Promise.all(orders);
    } catch (error) {
      for (const worker of workers) worker.terminate();
      throw error;
    }
    return new Crew(workers, memory, begun / 4);
  }

  /** A frame is coming: who sleeps wakes up now, while its pixels are read. */
  rouse(): void {
    Atomics.notify(this.words, this.begun);
  }

  begin(frame: number): void {
    Atomics.store(this.words, this.begun, frame + 1);
    Atomics.notify(this.words, this.begun);
  }

  dismiss(): void {
    for (const worker of this.workers) worker.terminate();
  }
}

function ready(worker: Worker, order: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("A thread of the fast lane did not start.")), PATIENCE_MS);
    const settle = (end: () => void) => {
      clearTimeout(late);
      end();
    };
    worker.onmessage = () => settle(resolve);
    worker.onerror = (event) => {
      event.preventDefault();
      settle(() => reject(new Error(`A thread of the fast lane failed: ${event.message}`)));
    };
    worker.postMessage(order);
  });
}

/** One of the crew: runs its part of every frame, and sleeps between them. Never returns; it is terminated. */
import type { Order } from "./crew";
import type { EngineExports } from "./engine";

/** Looks so often before it sleeps, some tenths of a millisecond: about what reading a frame's pixels takes. */
const LOOKS = 50_000;

self.onmessage = async ({ data: order }: MessageEvent<Order>) => {
  const { module, memory, plan, thread, stack } = order;
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const { run, __stack_pointer } = instance.exports as unknown as EngineExports;
  __stack_pointer.value = stack;
  const words = new Int32Array(memory.buffer);
  const begun = order.begun / 4;
  let frame = Atomics.load(words, begun);
  self.postMessage("ready");
  for (;;) {
    for (let look = 0; look < LOOKS && Atomics.load(words, begun) === frame; look++);
    Atomics.wait(words, begun, frame);
    const now = Atomics.load(words, begun);
    if (now === frame) continue; // only woken
    frame = now;
    if (!run(plan, thread, frame - 1)) return;
  }
};

// LiteRT.js on its wasm with threads: what its documentation calls the way for processors.
import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { Pixels } from "./pixels.js";

export async function open({ model, side, bytes }) {
  await loadLiteRt("/peers/node_modules/@litertjs/core/wasm/", { threads: true });
  const cpuOptions = { numThreads: navigator.hardwareConcurrency };
  const compiled = await loadAndCompile(model, { accelerator: "wasm", cpuOptions });
  const pixels = new Pixels(side);
  const input = new (bytes ? Uint8Array : Float32Array)(pixels.length);
  return {
    async predict(picture) {
      const given = new Tensor(pixels.interleaved(picture, input), [1, side, side, 3]);
      const [answer] = await compiled.run(given);
      given.delete();
      const probabilities = (await answer.data()).slice();
      answer.delete();
      return probabilities;
    },
  };
}

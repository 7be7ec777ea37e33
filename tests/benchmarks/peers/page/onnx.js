// ONNX Runtime Web on wasm with SIMD and threads.
import * as ort from "onnxruntime-web/wasm";
import { Pixels } from "./pixels.js";

export async function open({ model, side }) {
  ort.env.wasm.wasmPaths = "/peers/node_modules/onnxruntime-web/dist/";
  ort.env.wasm.numThreads = navigator.hardwareConcurrency;
  const options = { executionProviders: ["wasm"], graphOptimizationLevel: "all" };
  const session = await ort.InferenceSession.create(model, options);
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  const pixels = new Pixels(side);
  const planes = new Float32Array(pixels.length);
  return {
    async predict(picture) {
      const given = new ort.Tensor("float32", pixels.planes(picture, planes), [1, 3, side, side]);
      return (await session.run({ [input]: given }))[output].data;
    },
  };
}

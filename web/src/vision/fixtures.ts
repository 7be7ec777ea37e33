/** For tests: the smallest bundle there can be, written as the converter writes it, and a promise to hold. */
import type { io } from "@tensorflow/tfjs-core";
import type { Device } from "./device";
import type { Manifest } from "./types";

const FLOAT = { dtype: { type: "DT_FLOAT" }, T: { type: "DT_FLOAT" } };
const shape = (...sizes: number[]) => ({ shape: { dim: sizes.map((size) => ({ size: String(size) })) } });
const constant = (name: string, dtype: "DT_FLOAT" | "DT_INT32") => ({
  name,
  op: "Const",
  attr: { dtype: { type: dtype } },
});

/** A backbone whose features are the picture's mean red, green and blue, in 0…1. */
export function meanColour(): Map<string, Uint8Array> {
  const nodes = [
    { name: "pixels", op: "Placeholder", attr: { ...FLOAT, shape: shape(-1, 2, 2, 3) } },
    constant("scale", "DT_FLOAT"),
    constant("axes", "DT_INT32"),
    { name: "maps", op: "Mul", input: ["pixels", "scale"], attr: FLOAT },
    { name: "vector", op: "Mean", input: ["maps", "axes"], attr: { ...FLOAT, keep_dims: { b: false } } },
  ];
  const specs: io.WeightsManifestEntry[] = [
    { name: "scale", shape: [], dtype: "float32" },
    { name: "axes", shape: [2], dtype: "int32" },
  ];
  return graph(nodes, specs, [Float32Array.of(1 / 255), Int32Array.of(1, 2)]);
}

/** A head that is sure, by `strength`, of the class whose colour there is most of. */
export function colourHead(strength: number): Map<string, Uint8Array> {
  const nodes = [
    { name: "vector", op: "Placeholder", attr: { ...FLOAT, shape: shape(-1, 3) } },
    constant("kernel", "DT_FLOAT"),
    {
      name: "logits",
      op: "MatMul",
      input: ["vector", "kernel"],
      attr: { ...FLOAT, transpose_a: { b: false }, transpose_b: { b: false } },
    },
    { name: "probabilities", op: "Softmax", input: ["logits"], attr: FLOAT },
  ];
  const kernel = Float32Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? strength : 0));
  return graph(nodes, [{ name: "kernel", shape: [3, 3], dtype: "float32" }], [kernel]);
}

function graph(
  nodes: object[],
  weights: io.WeightsManifestEntry[],
  values: ArrayBufferView[],
): Map<string, Uint8Array> {
  const json = {
    format: "graph-model",
    modelTopology: { node: nodes, library: {}, versions: { producer: 1 } },
    weightsManifest: [{ paths: ["group1-shard1of1.bin"], weights }],
  };
  const bytes = values.flatMap((part) => Array.from(new Uint8Array(part.buffer)));
  return new Map([
    ["model.json", new TextEncoder().encode(JSON.stringify(json))],
    ["group1-shard1of1.bin", Uint8Array.from(bytes)],
  ]);
}

/** A manifest for the bundle above: heads are told apart by their version. */
export function manifest(version: number, backbone = "colours"): Manifest {
  return {
    format: "graft-bundle/1",
    project: { id: "p", name: "Colours" },
    version,
    created_at: "2026-01-01T00:00:00Z",
    task: "single_label",
    classes: ["red", "green", "blue"].map((name) => ({ id: name, name })),
    input: { size: [2, 2], fit: "squash", filter: "triangle", scale: 1 / 255, offset: 0 },
    backbone: {
      name: backbone,
      sha256: backbone,
      model: `backbones/${backbone}/model.json`,
      licence: "Apache-2.0",
      features: 3,
      outputs: { maps: "maps", vector: "vector" },
    },
    head: { sha256: String(version), model: `heads/${version}/model.json` },
    calibration: { temperature: 1 },
    unknown: { threshold: 0.5 },
    metrics: {},
    parity: {},
    run: {},
  };
}

/** A device where TensorFlow.js answers, with the backend that the test has set. */
export const plainDevice: Device = { tensorflow: () => import("./tensorflow"), lanes: null, graphics: null };

/** A promise that is settled from outside. */
export function held<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
}

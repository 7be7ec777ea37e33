import { readFileSync } from "node:fs";
import { setBackend, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import type { ModelFile } from "../graph";
import { rawSource } from "../preprocess";
import { openGraph } from "../tensorflow";
import type { Preprocessing } from "../types";
import { agree } from "./agreement";
import { attributes, GraphWriter, invertedResiduals, random, twoLevels } from "./fixtures";
import { Lane } from "./lane";
import { compile } from "./plan";
import { PICTURE_BYTES, PLAN_BYTES, STEP_BYTES } from "./words";

const OUTPUTS = { maps: "maps", vector: "vector" };
const code = (variant: string) => readFileSync(new URL(`../engine/${variant}.wasm`, import.meta.url));
const load = () => WebAssembly.compile(code("simd"));

beforeAll(async () => {
  await setBackend("wasm");
});

function sizeOf({ json }: ModelFile): [number, number] {
  const { attr } = (json.modelTopology as { node: { attr: { shape: { shape: { dim: { size: string }[] } } } }[] })
    .node[0] as never;
  const [, height, width] = (attr as { shape: { shape: { dim: { size: string }[] } } }).shape.shape.dim;
  return [Number(height?.size), Number(width?.size)];
}

/** Both engines' vector and maps of the same noise. */
async function both(file: ModelFile, threads = 1) {
  const [height, width] = sizeOf(file);
  const input: Preprocessing = { size: [height, width], fit: "squash", filter: "triangle", scale: 1, offset: 0 };
  const next = random(7);
  const pixels = Uint8Array.from({ length: height * width * 3 }, () => next() * 256);
  const graph = await openGraph(file);
  const lane = await Lane.open(file, input, OUTPUTS, load, threads);
  const wanted = tidy(() => {
    const [maps, vector] = graph.execute(tensor(Float32Array.from(pixels), [1, height, width, 3]), [
      "maps",
      "vector",
    ]) as Tensor[];
    return {
      maps: maps?.dataSync<"float32">().slice(),
      vector: vector?.dataSync<"float32">().slice(),
      shape: maps?.shape,
    };
  });
  graph.dispose();
  const vector = lane.vector(rawSource(pixels, width, height, 3)).slice();
  return { vector, maps: lane.maps(), wanted, again: lane.vector(rawSource(pixels, width, height, 3)) };
}

/** Networks by what is special about them. */
const NETWORKS: Readonly<Record<string, () => ModelFile>> = {
  "inverted residuals": () => invertedResiduals(),
  "sides that are odd and differ": () => invertedResiduals(53, 37),
  "strips, rings, and a picture of many pixels": () => invertedResiduals(190, 170),
  "depthwise first, as MobileNet v1": () => {
    const g = new GraphWriter(40, 40);
    let x = g.conv(g.rescale("input", [1 / 127.5], [-1]), [3, 3, 3, 8], 2);
    x = g.conv(g.depthwise(x, 8), [1, 1, 8, 16]);
    x = g.conv(g.depthwise(g.pad(x, [0, 1, 0, 1]), 16, 2, "VALID"), [1, 1, 16, 32]);
    return g.finish(g.conv(g.depthwise(x, 32), [1, 1, 32, 32]));
  },
  "plain 3 × 3 expansions, as Graft's own": () => {
    const g = new GraphWriter(64, 64);
    let x = g.conv(g.rescale("input", [1 / 127.5], [-1]), [3, 3, 3, 16], 2);
    x = g.conv(g.conv(x, [3, 3, 16, 40], 2), [1, 1, 40, 24], 1, null);
    x = g.node("AddV2", [x, g.conv(g.conv(x, [3, 3, 24, 32]), [1, 1, 32, 24], 1, null)]);
    return g.finish(g.conv(x, [1, 1, 24, 64]));
  },
  "maps of two levels side by side, the early ones read further": () => twoLevels(),
  "early maps that are padded when they are read": () => {
    const g = new GraphWriter(32, 32);
    const early = g.conv(g.rescale("input", [1 / 127.5], [-1]), [3, 3, 3, 16], 2);
    const late = g.conv(early, [3, 3, 16, 12]);
    return g.finish(g.node("ConcatV2", [early, late, g.constant([], [-1], "int32")]));
  },
  "channels that fill no block": () => {
    const g = new GraphWriter(24, 24);
    const x = g.conv(g.rescale("input", [0.1, 0.2, 0.3], [-1, 0, 1]), [3, 3, 3, 5], 2);
    return g.finish(g.conv(g.depthwise(g.conv(x, [1, 1, 5, 13]), 13), [1, 1, 13, 11], 1, "Relu"));
  },
  "other kernels, strides and paddings": () => {
    const g = new GraphWriter(50, 50);
    let x = g.conv(g.pad("input", [3, 3, 3, 3]), [7, 7, 3, 16], 2, "Relu", "VALID");
    x = g.conv(x, [1, 1, 16, 24], 2, null);
    x = g.conv(x, [5, 5, 24, 8], 2);
    return g.finish(g.conv(x, [2, 3, 8, 16], 1, null, "VALID"));
  },
  "nothing fused": () => {
    const g = new GraphWriter(20, 20);
    const scaled = g.node("Sub", [g.node("RealDiv", ["input", g.constant([], [100])]), g.constant([3], [1, 2, 3])]);
    let x = g.node("Conv2D", [scaled, g.kernel([3, 3, 3, 8])], attributes(2, "SAME"));
    const [gamma, beta, mean] = [g.bias(8), g.bias(8), g.bias(8)];
    const statistics = [
      gamma,
      beta,
      mean,
      g.constant(
        [8],
        g.values(8, 0.4).map((value) => value + 0.5),
      ),
    ];
    x = g.node("FusedBatchNormV3", [x, ...statistics], { epsilon: { f: 0.001 }, is_training: { b: false } });
    x = g.node("Relu", [x]);
    const y = g.node("BiasAdd", [g.node("Conv2D", [x, g.kernel([1, 1, 8, 8])], attributes(1, "SAME")), g.bias(8)]);
    x = g.node("Relu6", [g.node("Add", [g.node("Mul", [y, g.bias(8)]), x])]);
    const filtered = g.node("DepthwiseConv2dNative", [x, g.kernel([3, 3, 8, 1], true)], attributes(1, "SAME"));
    return g.finish(g.node("Identity", [g.node("Relu6", [filtered])]));
  },
  "weights of one byte": () => {
    const g = new GraphWriter(16, 16);
    const stem = [g.rescale("input", [1 / 255], [0]), g.quantised([3, 3, 3, 8], 0.004), g.bias(8)];
    return g.finish(g.node("_FusedConv2D", stem, attributes(2, "SAME", ["BiasAdd", "Relu6"])));
  },
};

describe.each(Object.entries(NETWORKS))("%s", (_, file) => {
  test("says what TensorFlow.js says", async () => {
    const { vector, maps, wanted, again } = await both(file());
    expect(agree(vector, wanted.vector as Float32Array)).toBe(true);
    expect([1, maps.height, maps.width, maps.channels]).toEqual(wanted.shape);
    expect(agree(maps.values, wanted.maps as Float32Array)).toBe(true);
    expect(again).toEqual(vector);
  });

  test("is laid out for any number of threads", () => {
    for (const threads of [1, 2, 3, 8]) expect(compile(file(), OUTPUTS, threads).threads).toBe(threads);
  });
});

test("the words are those of the engine", async () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(code("simd"), { env: { memory } });
  const { step_bytes, plan_bytes, picture_bytes } = instance.exports as Record<string, () => number>;
  expect([step_bytes?.(), plan_bytes?.(), picture_bytes?.()]).toEqual([STEP_BYTES, PLAN_BYTES, PICTURE_BYTES]);
});

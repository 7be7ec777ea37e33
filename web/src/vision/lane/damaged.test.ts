/** Files that are damaged in every way a seed can think of, and networks that the lane leaves alone. */
import { describe, expect, test } from "vitest";
import type { ModelFile } from "../graph";
import { attributes, GraphWriter, invertedResiduals, random, twoLevels } from "./fixtures";
import { FastHead } from "./head";
import { compile } from "./plan";
import { LaneRefusal } from "./refusal";

const OUTPUTS = { maps: "maps", vector: "vector" };
const ROUNDS = 400;

/** The refusal's kind and words; the plan's size where there is none. Anything else that is raised is a fault. */
function outcome(file: ModelFile): { kind: string; message: string } {
  try {
    return { kind: "plan", message: String(compile(file, OUTPUTS, 2).bytes) };
  } catch (error) {
    if (error instanceof LaneRefusal) return { kind: error.kind, message: error.message };
    throw error;
  }
}

const ODD = [null, undefined, "", "x", -1, 0, 0.5, 1e9, 2 ** 31, Number.NaN, [], {}, true, "AAAA", "-1", [[]], "maps"];

/** Replaces, removes or doubles something in the tree, up to three times. */
function damage(json: unknown, next: () => number): void {
  for (let times = 1 + next() * 3; times > 0; times--) {
    let at = json as Record<string, unknown>;
    for (;;) {
      const keys = Object.keys(at);
      const key = keys[Math.floor(next() * keys.length)];
      if (key === undefined) break;
      const child = at[key];
      if (typeof child === "object" && child !== null && next() < 0.9) {
        at = child as Record<string, unknown>;
        continue;
      }
      const way = next();
      if (way < 0.2) delete at[key];
      else if (way < 0.4 && Array.isArray(at)) at.splice(Number(key), 1);
      else if (way < 0.5 && Array.isArray(at)) at.push(child);
      else at[key] = ODD[Math.floor(next() * ODD.length)];
      break;
    }
  }
}

test.each([
  ["inverted residuals", invertedResiduals(32, 32)],
  ["two levels", twoLevels(32, 32)],
])("a damaged description of %s gives a plan that was verified, or a refusal", (_, whole) => {
  const kinds = new Map<string, number>();
  for (let seed = 1; seed <= ROUNDS; seed++) {
    const json = JSON.parse(JSON.stringify(whole.json));
    damage(json, random(seed * 7919));
    const { kind } = outcome({ json, shards: whole.shards });
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  expect([...kinds.keys()].sort()).toEqual(["damaged", "not_covered", "plan"]);
});

test("weights that are cut off are damaged, wherever the cut is", () => {
  const { json, shards } = invertedResiduals(32, 32);
  const bytes = shards[0] as ArrayBuffer;
  const next = random(5);
  for (let round = 0; round < 40; round++) {
    const cut = bytes.slice(0, next() * bytes.byteLength);
    expect(outcome({ json, shards: [cut] }).kind).toBe("damaged");
  }
});

test("a ring, a chain without end and a missing node are damaged", () => {
  const nodes = (changed: object[]) => {
    const file = invertedResiduals(32, 32);
    const { node } = file.json.modelTopology as { node: object[] };
    return { ...file, json: { ...file.json, modelTopology: { node: [...node, ...changed] } } as ModelFile["json"] };
  };
  const identity = (name: string, input: string) => ({ name, op: "Identity", input: [input], attr: {} });
  const ask = (file: ModelFile) => {
    try {
      return compile(file, { maps: "maps", vector: "asked" }, 1);
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(ask(nodes([identity("asked", "b"), identity("b", "asked")]))).toContain("needs itself");
  expect(ask(nodes([identity("asked", "nobody")]))).toContain("nobody is used, but is not there");
  expect(ask(nodes([identity("asked", "vector"), identity("asked", "maps")]))).toContain("two nodes are called asked");
  const chain = Array.from({ length: 20_000 }, (_, i) => identity(`n${i}`, i ? `n${i - 1}` : "vector"));
  expect(ask(nodes([...chain, identity("asked", "n19999")]))).toMatchObject({ threads: 1 });
});

/** What the lane does not do, and how it says so. */
const LEFT_ALONE: Readonly<Record<string, [string, (g: GraphWriter) => string]>> = {
  "other operations": ["is a Sigmoid", (g) => g.node("Sigmoid", [g.conv("input", [3, 3, 3, 8])])],
  "activations fused that it has not": ["fuses Elu", (g) => g.conv("input", [3, 3, 3, 8], 1, "Elu")],
  "depthwise convolutions of another size": [
    "depthwise convolution of 5 × 5 × 1",
    (g) => {
      const inputs = [g.conv("input", [3, 3, 3, 8]), g.kernel([5, 5, 8, 1], true)];
      return g.node("DepthwiseConv2dNative", inputs, attributes(1, "SAME"));
    },
  ],
  "strides of three": [
    "strides of 1, 3, 3, 1",
    (g) => g.node("Conv2D", ["input", g.kernel([3, 3, 3, 8])], attributes(3, "SAME")),
  ],
  "an offset before zeros around it": [
    "scales what is padded",
    (g) => g.conv(g.rescale(g.pad("input", [0, 1, 0, 1]), [1], [-1]), [3, 3, 3, 8], 2, "Relu6", "VALID"),
  ],
  "a picture scaled in two ways": [
    "scales the picture in a second way",
    (g) => {
      const a = g.conv(g.rescale("input", [2], [1]), [3, 3, 3, 8], 1, null);
      return g.node("Add", [a, g.conv(g.rescale("input", [3], [1]), [3, 3, 3, 8], 1, null)]);
    },
  ],
  "an activation of what others use before it": [
    "changes what others use too",
    (g) => {
      const x = g.conv("input", [3, 3, 3, 8], 1, null);
      return g.node("Add", [g.node("Relu", [x]), g.conv(x, [1, 1, 8, 8], 1, null)]);
    },
  ],
  "sums of what went through activations": [
    "adds to what went through an activation",
    (g) => {
      const x = g.conv("input", [3, 3, 3, 8]);
      return g.node("Add", [x, g.conv(x, [1, 1, 8, 8])]);
    },
  ],
};

describe("left to TensorFlow.js", () => {
  test.each(Object.entries(LEFT_ALONE))("%s", (_, [words, build]) => {
    const g = new GraphWriter(16, 16);
    const { kind, message } = outcome(g.finish(build(g)));
    expect(kind).toBe("not_covered");
    expect(message).toContain(words);
  });

  test("a vector that is no mean", () => {
    const g = new GraphWriter(16, 16);
    const maps = g.conv("input", [3, 3, 3, 8]);
    g.node("Identity", [maps], {}, "maps");
    g.node("Max", [maps, g.constant([2], [1, 2], "int32")], {}, "vector");
    expect(outcome(g.file())).toMatchObject({ kind: "not_covered", message: expect.stringContaining("is a Max") });
  });
});

test("shapes that contradict each other are damaged", () => {
  const g = new GraphWriter(16, 16);
  const x = g.conv("input", [3, 3, 3, 8], 1, null);
  expect(outcome(g.finish(g.conv(x, [1, 1, 16, 8])))).toMatchObject({
    kind: "damaged",
    message: /reads 16 channels of 8/,
  });
});

test("a damaged head is left to TensorFlow.js", () => {
  const { json, shards } = invertedResiduals(32, 32);
  expect(FastHead.of({ json, shards })).toBeNull();
  for (let seed = 1; seed <= 50; seed++) {
    const copy = JSON.parse(JSON.stringify(json));
    damage(copy, random(seed));
    expect(FastHead.of({ json: copy, shards })).toBeNull();
  }
});

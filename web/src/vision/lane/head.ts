/** A head without TensorFlow.js: a few products of a vector, for which its executor takes longer than they do. */
import type { Constant } from "./constants";
import { flagAttribute, type GraphNode, type ModelFile, readGraph, textsAttribute } from "./nodes";
import { input } from "./operations";
import { LaneRefusal, notCovered } from "./refusal";

type Run = (vector: Float32Array) => Float32Array;
type Constants = ReadonlyMap<string, Constant>;

export class FastHead {
  private constructor(private readonly steps: readonly Run[]) {}

  /** Null where the head has something else than a chain of layers. */
  static of(file: ModelFile): FastHead | null {
    try {
      return new FastHead(chain(file));
    } catch (error) {
      if (error instanceof LaneRefusal) return null;
      throw error;
    }
  }

  /** A vector to compare heads by: some of everything that features are. */
  static probe(features: number): Float32Array {
    return Float32Array.from({ length: features }, (_, i) => ((i * 37) % 64) / 16);
  }

  /** Takes float32[C], gives float32[k]. */
  run(vector: Float32Array): Float32Array {
    return this.steps.reduce((values, step) => step(values), vector);
  }
}

/** The graph's one output, as steps from its one input. */
function chain(file: ModelFile): Run[] {
  const outputs = lastNames(file);
  if (outputs.length !== 1) throw notCovered(`it has ${outputs.length} outputs`);
  const { nodes, constants } = readGraph(file, outputs);
  const steps: Run[] = [];
  let before: string | null = null;
  for (const node of nodes) {
    if (before === null ? node.op !== "Placeholder" : !node.inputs.includes(before)) throw notCovered("it branches");
    steps.push(...stepsOf(node, before ?? "", constants));
    before = node.name;
  }
  return steps;
}

/** Nodes that no other needs. */
function lastNames({ json }: ModelFile): string[] {
  const nodes = (json as { modelTopology?: { node?: unknown } }).modelTopology?.node;
  if (!Array.isArray(nodes)) throw notCovered("it has no nodes");
  const used = new Set(nodes.flatMap((node) => node?.input ?? []).map((name) => String(name).replace(/^\^|:0$/g, "")));
  return nodes.map((node) => node?.name).filter((name) => typeof name === "string" && !used.has(name));
}

function stepsOf(node: GraphNode, before: string, constants: Constants): Run[] {
  switch (node.op) {
    case "Placeholder":
    case "Identity":
      return [];
    case "MatMul":
      return [product(node, constants)];
    case "_FusedMatMul":
      return [
        product(node, constants),
        ...textsAttribute(node, "fused_ops").map((op) => simple(op, node, 2, constants)),
      ];
    default:
      if (input(node, 0) !== before) throw notCovered(`${node.name} has its constant first`);
      return [simple(node.op, node, 1, constants)];
  }
}

function product(node: GraphNode, constants: Constants): Run {
  const kernel = constants.get(input(node, 1));
  const [rows = 0, columns = 0] = kernel?.shape ?? [];
  if (kernel?.shape.length !== 2 || flagAttribute(node, "transpose_a")) throw notCovered("it has no kernel");
  const turned = flagAttribute(node, "transpose_b");
  const [inputs, outputs] = turned ? [columns, rows] : [rows, columns];
  // Each output's weights side by side.
  const weights = new Float32Array(inputs * outputs);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) {
      weights[o * inputs + i] = kernel.values[turned ? o * inputs + i : i * outputs + o] as number;
    }
  }
  return (vector) => Float32Array.from({ length: outputs }, (_, o) => dot(vector, weights, o * inputs, inputs));
}

/** Four sums at a time: one would wait for each addition. */
function dot(vector: Float32Array, weights: Float32Array, from: number, length: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    a += (vector[i] as number) * (weights[from + i] as number);
    b += (vector[i + 1] as number) * (weights[from + i + 1] as number);
    c += (vector[i + 2] as number) * (weights[from + i + 2] as number);
    d += (vector[i + 3] as number) * (weights[from + i + 3] as number);
  }
  for (; i < length; i++) a += (vector[i] as number) * (weights[from + i] as number);
  return a + b + c + d;
}

function simple(op: string, node: GraphNode, index: number, constants: Constants): Run {
  const known: Readonly<Record<string, Run>> = {
    Softmax: softmax,
    Sigmoid: (values) => values.map((value) => 1 / (1 + Math.exp(-value))),
    Relu: (values) => values.map((value) => Math.max(value, 0)),
    Relu6: (values) => values.map((value) => Math.min(Math.max(value, 0), 6)),
    Tanh: (values) => values.map(Math.tanh),
    Exp: (values) => values.map(Math.exp),
  };
  if (Object.hasOwn(known, op)) return known[op] as Run;
  const add = op === "BiasAdd" || op === "AddV2" || op === "Add";
  const constant = constants.get(input(node, index));
  if (!constant || (!add && op !== "Mul")) throw notCovered(`${node.name} is a ${op}`);
  const { values } = constant;
  const at = (i: number) => values[values.length === 1 ? 0 : i] as number;
  return add
    ? (vector) => vector.map((value, i) => value + at(i))
    : (vector) => vector.map((value, i) => value * at(i));
}

function softmax(values: Float32Array): Float32Array {
  const largest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

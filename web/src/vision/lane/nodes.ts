/** A graph model's nodes, in the order in which they can be computed. */
import { type Constant, field, list, readConstants } from "./constants";
import { damaged, notCovered } from "./refusal";

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Names of nodes; control inputs are left out. */
  readonly inputs: readonly string[];
  readonly attributes: unknown;
}

export interface Graph {
  /** All that the outputs need, inputs before those that use them; constants are not among them. */
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, Constant>;
}

/** A graph model as it lies on disk: what model.json holds, and its shards in order. Nothing in it is trusted. */
export interface ModelFile {
  readonly json: unknown;
  readonly shards: readonly ArrayBuffer[];
}

/** Raises LaneRefusal where the file contradicts itself. */
export function readGraph({ json, shards }: ModelFile, outputs: readonly string[]): Graph {
  const found = new Map<string, GraphNode>();
  for (const item of list(field(field(json, "modelTopology"), "node"), "the list of nodes")) {
    const node = readNode(item);
    if (found.has(node.name)) throw damaged(`two nodes are called ${node.name}`);
    found.set(node.name, node);
  }
  const constants = readConstants(field(json, "weightsManifest"), joined(shards));
  const nodes = inOrder(found, outputs).filter((node) => node.op !== "Const");
  return { nodes, constants: resolved(found, constants) };
}

function readNode(item: unknown): GraphNode {
  const [name, op] = [field(item, "name"), field(item, "op")];
  if (typeof name !== "string" || typeof op !== "string") throw damaged("a node has no name or no operation");
  const inputs = list(field(item, "input") ?? [], `the inputs of ${name}`).map((input) => {
    if (typeof input !== "string") throw damaged(`an input of ${name} is no name`);
    return input;
  });
  const values = inputs.filter((input) => !input.startsWith("^"));
  if (values.some((input) => /:[1-9]/.test(input))) throw notCovered(`${name} uses a second output`);
  return { name, op, inputs: values.map((input) => input.replace(/:0$/, "")), attributes: field(item, "attr") };
}

/** Depth first, without recursion: a damaged file may be a chain of any length, or a ring. */
function inOrder(found: ReadonlyMap<string, GraphNode>, outputs: readonly string[]): GraphNode[] {
  const order: GraphNode[] = [];
  const state = new Map<string, "open" | "done">();
  const stack = [...outputs].reverse();
  while (stack.length > 0) {
    const name = stack[stack.length - 1] as string;
    const node = found.get(name);
    if (!node) throw damaged(`${name} is used, but is not there`);
    if (!state.has(name)) {
      state.set(name, "open");
      for (const input of node.inputs) {
        if (state.get(input) === "open") throw damaged(`${input} needs itself`);
        if (!state.has(input)) stack.push(input);
      }
    } else {
      stack.pop();
      if (state.get(name) === "open") order.push(node);
      state.set(name, "done");
    }
  }
  return order;
}

/** Constants under their nodes' names, and under those of identities of them. */
function resolved(found: ReadonlyMap<string, GraphNode>, weights: ReadonlyMap<string, Constant>) {
  const constants = new Map<string, Constant>();
  for (const { name, op } of found.values()) {
    const value = weights.get(name);
    if (op !== "Const") continue;
    if (!value) throw damaged(`the constant ${name} has no value`);
    constants.set(name, value);
  }
  return constants;
}

function joined(shards: readonly ArrayBuffer[]): Uint8Array {
  const whole = new Uint8Array(shards.reduce((length, shard) => length + shard.byteLength, 0));
  let at = 0;
  for (const shard of shards) {
    whole.set(new Uint8Array(shard), at);
    at += shard.byteLength;
  }
  return whole;
}

// Attributes, as the converter writes them: strings in base64, whole numbers as strings.

export function textAttribute(node: GraphNode, name: string): string | undefined {
  const text = field(field(node.attributes, name), "s");
  return typeof text === "string" ? unpacked(text, node) : undefined;
}

export function textsAttribute(node: GraphNode, name: string): string[] {
  const texts = field(field(field(node.attributes, name), "list"), "s") ?? [];
  return list(texts, `${name} of ${node.name}`).map((text) => unpacked(text, node));
}

export function numbersAttribute(node: GraphNode, name: string): number[] | undefined {
  const numbers = field(field(field(node.attributes, name), "list"), "i");
  return numbers === undefined ? undefined : list(numbers, `${name} of ${node.name}`).map(Number);
}

export function numberAttribute(node: GraphNode, name: string): number | undefined {
  const number = field(field(node.attributes, name), "f");
  return typeof number === "number" ? number : undefined;
}

export function flagAttribute(node: GraphNode, name: string): boolean {
  return field(field(node.attributes, name), "b") === true;
}

/** Lengths of a placeholder's shape, −1 where it is open. */
export function shapeAttribute(node: GraphNode): number[] {
  const dim = field(field(field(node.attributes, "shape"), "shape"), "dim");
  return list(dim, `the shape of ${node.name}`).map((length) => Number(field(length, "size")));
}

function unpacked(text: unknown, node: GraphNode): string {
  try {
    return atob(String(text));
  } catch {
    throw damaged(`an attribute of ${node.name} is no text`);
  }
}

/** The weights of a graph model: what its manifest lists, one after the other in its shards. */
import { damaged, notCovered } from "./refusal";

export interface Constant {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

interface Quantization {
  readonly dtype: string;
  readonly scale: number;
  readonly min: number;
}

const WIDTHS: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };
/** More than any network of the catalogue; a damaged length must not ask for all memory there is. */
const MOST_VALUES = 1 << 28;

/** Raises LaneRefusal where manifest and bytes do not fit each other. */
export function readConstants(manifest: unknown, bytes: Uint8Array): Map<string, Constant> {
  const constants = new Map<string, Constant>();
  let at = 0;
  for (const group of list(manifest, "weightsManifest")) {
    for (const entry of list(field(group, "weights"), "weights")) {
      const name = field(entry, "name");
      if (typeof name !== "string" || constants.has(name)) throw damaged("a weight has no name of its own");
      const shape = lengths(field(entry, "shape"), name);
      const count = shape.reduce((product, length) => product * length, 1);
      const quantization = readQuantization(field(entry, "quantization"), name);
      const stored = quantization?.dtype ?? field(entry, "dtype");
      const width = typeof stored === "string" && Object.hasOwn(WIDTHS, stored) ? WIDTHS[stored] : undefined;
      if (!width) throw notCovered(`the weight ${name} is of type ${String(stored)}`);
      if (count > MOST_VALUES || at + count * width > bytes.length) throw damaged(`the weight ${name} is cut off`);
      constants.set(name, { shape, values: decode(bytes.slice(at, at + count * width), String(stored), quantization) });
      at += count * width;
    }
  }
  return constants;
}

export function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw damaged(`${what} is no list`);
  return value;
}

/** The field of an object from a file; undefined where there is none, or no object. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function lengths(value: unknown, name: string): number[] {
  return list(value, `the shape of ${name}`).map((length) => {
    if (!Number.isInteger(length) || (length as number) < 0) throw damaged(`the weight ${name} has no sound shape`);
    return length as number;
  });
}

function readQuantization(value: unknown, name: string): Quantization | null {
  if (value === undefined || value === null) return null;
  const [dtype, scale = 1, min = 0] = [field(value, "dtype"), field(value, "scale"), field(value, "min")];
  if (typeof dtype === "string" && Number.isFinite(scale) && Number.isFinite(min)) {
    return { dtype, scale: scale as number, min: min as number };
  }
  throw damaged(`the weight ${name} is quantised in no known way`);
}

function decode(bytes: Uint8Array<ArrayBuffer>, stored: string, quantization: Quantization | null) {
  if (stored === "float16") return Float32Array.from(new Uint16Array(bytes.buffer), half);
  if (quantization) {
    const { scale, min } = quantization;
    const whole = stored === "uint16" ? new Uint16Array(bytes.buffer) : bytes;
    return Float32Array.from(whole, (value) => value * scale + min);
  }
  if (stored === "float32") return new Float32Array(bytes.buffer);
  return stored === "int32" ? new Int32Array(bytes.buffer) : Int32Array.from(bytes);
}

/** IEEE 754 binary16. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits >> 15 ? -1 : 1;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent ? sign * (1 + fraction / 1024) * 2 ** (exponent - 15) : sign * fraction * 2 ** -24;
}

/** Weights in the order in which the engine reads them; channels are filled up to whole blocks with zeros. */
import type { Layer } from "./layers";
import { LANES } from "./words";

export function blocksOf(channels: number): number {
  return Math.ceil(channels / LANES);
}

/** float32[blocks][taps][8 in][8 out]; taps are the input's blocks, and rows and columns of each. */
export function packConvolution(layer: Layer): Float32Array {
  const [rows, columns] = layer.kernelSize;
  const inputs: number[] = [];
  for (let block = 0; block < blocksOf(layer.inputChannels); block++) {
    for (let place = 0; place < rows * columns; place++) {
      for (let lane = 0; lane < LANES; lane++) {
        const channel = block * LANES + lane;
        inputs.push(channel < layer.inputChannels ? place * layer.inputChannels + channel : -1);
      }
    }
  }
  return pack(layer, inputs);
}

/** The same for the image, whose patches are rows, columns and colours one after the other. */
export function packImageConvolution(layer: Layer): Float32Array {
  const [rows, columns] = layer.kernelSize;
  const count = rows * columns * layer.inputChannels;
  return pack(
    layer,
    Array.from({ length: blocksOf(count) * LANES }, (_, i) => (i < count ? i : -1)),
  );
}

/** `inputs` are rows of the kernel seen as a matrix, −1 for zeros. */
function pack(layer: Layer, inputs: readonly number[]): Float32Array {
  const { kernel, channels } = layer;
  const packed = new Float32Array(blocksOf(channels) * inputs.length * LANES);
  for (let channel = 0; channel < channels; channel++) {
    const to = Math.floor(channel / LANES) * inputs.length * LANES + (channel % LANES);
    for (const [i, input] of inputs.entries()) {
      if (input >= 0) packed[to + i * LANES] = kernel[input * channels + channel] as number;
    }
  }
  return packed;
}

/** float32[blocks][9][8]. */
export function packDepthwise({ kernel, channels }: Layer): Float32Array {
  const packed = new Float32Array(blocksOf(channels) * 9 * LANES);
  for (let place = 0; place < 9; place++) {
    for (let channel = 0; channel < channels; channel++) {
      const to = Math.floor(channel / LANES) * 9 * LANES + place * LANES + (channel % LANES);
      packed[to] = kernel[place * channels + channel] as number;
    }
  }
  return packed;
}

/** float32[blocks][8]. */
export function packBias({ bias, channels }: Layer): Float32Array {
  const packed = new Float32Array(blocksOf(channels) * LANES);
  packed.set(bias);
  return packed;
}

/** The fast lane of a backbone: its plan in the engine's memory, and what fills in pictures. */
import { Preprocessor } from "../preprocess";
import type { Source } from "../resize";
import type { BackboneOutputs, Preprocessing } from "../types";
import type { FastBackbone, FeatureMaps } from "./contract";
import { Engine, type EngineLoader } from "./engine";
import type { ModelFile } from "./nodes";
import { PixelPlacer } from "./pixels";
import { compile, type Plan } from "./plan";
import { LaneRefusal } from "./refusal";
import { BLOCK, LANES } from "./words";

export class Lane implements FastBackbone {
  private readonly preprocessor: Preprocessor;
  private readonly placer: PixelPlacer;

  private constructor(
    private readonly engine: Engine,
    input: Preprocessing,
  ) {
    this.preprocessor = new Preprocessor(input);
    this.placer = new PixelPlacer(engine, input);
  }

  /** Raises LaneRefusal where the graph is not covered, is damaged, or wants pictures of another size. */
  static async open(
    file: ModelFile,
    input: Preprocessing,
    outputs: BackboneOutputs,
    load: EngineLoader,
    threads: number,
  ): Promise<Lane> {
    const plan = compile(file, outputs, threads);
    const [height, width] = input.size;
    if (plan.image.height !== height || plan.image.width !== width) {
      throw new LaneRefusal("damaged", `The network takes ${plan.image.height} × ${plan.image.width} pixels.`);
    }
    return new Lane(await Engine.start(await load(threads > 1), plan), input);
  }

  get threads(): number {
    return this.engine.plan.threads;
  }

  expect(bytes: number): Uint8Array | null {
    this.engine.rouse();
    return this.placer.memory(bytes);
  }

  /** The picture's feature vector, float32[C]; valid until the next picture. */
  vector(picture: Source): Float32Array {
    if (!this.placer.place(picture)) place(this.preprocessor.run(picture), this.engine);
    this.engine.run();
    const { at, channels } = this.engine.plan.vector;
    return this.engine.floats.subarray(at / 4, at / 4 + channels);
  }

  /** Of the picture that `vector` was asked for last. */
  maps(): FeatureMaps {
    return gathered(this.engine.plan, this.engine.floats);
  }

  dispose(): void {
    this.engine.dispose();
  }
}

/** Writes float32[h, w, 3] in 0…255 where the plan wants the image, scaled as the graph does. */
function place(pixels: Float32Array, { plan: { image }, floats }: Engine): void {
  const [sr, sg, sb] = image.scale.map(Math.fround) as [number, number, number];
  const [or, og, ob] = image.offset.map(Math.fround) as [number, number, number];
  const stride = image.width * 3;
  for (let y = 0, from = 0; y < image.height; y++) {
    const row = (image.base + y * image.row) / 4;
    for (let to = row; to < row + stride; to += 3, from += 3) {
      floats[to] = Math.fround((pixels[from] as number) * sr) + or;
      floats[to + 1] = Math.fround((pixels[from + 1] as number) * sg) + og;
      floats[to + 2] = Math.fround((pixels[from + 2] as number) * sb) + ob;
    }
  }
}

/** From blocks of eight channels to channels last. */
function gathered({ maps: { tensor, channels } }: Plan, floats: Float32Array): FeatureMaps {
  const { view, height, width } = tensor;
  const values = new Float32Array(height * width * channels);
  for (let channel = 0; channel < channels; channel++) {
    const block = view.base + Math.floor(channel / LANES) * view.plane + (channel % LANES) * 4;
    for (let y = 0; y < height; y++) {
      const row = (block + y * view.row) / 4;
      for (let x = 0; x < width; x++) {
        values[(y * width + x) * channels + channel] = floats[row + (x * BLOCK) / 4] as number;
      }
    }
  }
  return { height, width, channels, values };
}

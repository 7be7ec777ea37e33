import { type OnProgress, type ReadFile, readModel } from "./graph";
import type { Source } from "./resize";
import { TensorBackbone } from "./tensorflow";
import type { ClassifierManifest, Named } from "./types";

/** How many names an answer has. */
const TOP = 5;

/** A pretrained network with its own top: it answers with the names it was trained on. */
export class Classifier {
  private constructor(
    readonly manifest: ClassifierManifest,
    private readonly network: TensorBackbone,
  ) {}

  static async load(manifest: ClassifierManifest, read: ReadFile, onProgress?: OnProgress): Promise<Classifier> {
    const outputs = { maps: manifest.output, vector: manifest.output };
    const file = await readModel(manifest.model, read, onProgress);
    return new Classifier(manifest, await TensorBackbone.open(file, manifest.input, outputs));
  }

  /** The likeliest names, the first first. */
  async predict(picture: Source): Promise<Named[]> {
    const probabilities = await this.network.features(picture);
    const all = this.manifest.classes.map((name, i) => ({ name, probability: probabilities[i] ?? 0 }));
    return all.sort((a, b) => b.probability - a.probability).slice(0, TOP);
  }

  dispose(): void {
    this.network.dispose();
  }
}

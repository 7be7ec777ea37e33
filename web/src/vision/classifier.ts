import { tidy } from "@tensorflow/tfjs-core";
import type { OnProgress, ReadFile } from "./graph";
import { Backbone, take } from "./networks";
import type { Source } from "./resize";
import type { ClassifierManifest, Named } from "./types";

/** How many names an answer has. */
const TOP = 5;

/** A pretrained network with its own top: it answers with the names it was trained on. */
export class Classifier {
  private constructor(
    readonly manifest: ClassifierManifest,
    private readonly network: Backbone,
  ) {}

  static async load(manifest: ClassifierManifest, read: ReadFile, onProgress?: OnProgress): Promise<Classifier> {
    const outputs = { maps: manifest.output, vector: manifest.output };
    const network = await Backbone.load(manifest.model, manifest.input, outputs, read, onProgress);
    await network.warm();
    return new Classifier(manifest, network);
  }

  /** The likeliest names, the first first. */
  async predict(picture: Source): Promise<Named[]> {
    const probabilities = await take(tidy(() => this.network.vector(picture)));
    const all = this.manifest.classes.map((name, i) => ({ name, probability: probabilities[i] ?? 0 }));
    return all.sort((a, b) => b.probability - a.probability).slice(0, TOP);
  }

  dispose(): void {
    this.network.dispose();
  }
}

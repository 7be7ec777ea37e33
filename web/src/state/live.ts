/** The model on this page: which version is loaded, and what it says of what it is shown. */
import { batch, signal } from "@preact/signals";
import { versions } from "../api/graft";
import type { Frame } from "../camera/frames";
import { keepWhatCame } from "../offline/keeping";
import { Vision } from "../vision/bridge";
import type { LoadEvent, Manifest, Prediction } from "../vision/types";
import { camera } from "./camera";
import { complain } from "./toasts";

export interface Loading {
  readonly version: number;
  /** In [0, 1], or null while its size is not known. */
  readonly progress: number | null;
}

export class Live {
  readonly manifest = signal<Manifest | null>(null);
  readonly loading = signal<Loading | null>(null);
  readonly trouble = signal<string | null>(null);
  readonly prediction = signal<Prediction | null>(null);
  /** True while the prediction is of what was shown before: it stays in its place until the next one. */
  readonly stale = signal(false);
  /** A still picture shown instead of the camera. */
  readonly picture = signal<{ readonly blob: Blob; readonly url: string } | null>(null);
  /** Started at once: its script and engine come while the page asks what to load. */
  #vision: Vision | undefined = new Vision();
  #wanted: number | undefined;

  constructor(readonly project: string) {}

  /** Makes a version answer; the one before it answers until then. Its manifest need not be known. */
  async use(version: number, known: Manifest | null = null): Promise<void> {
    if (this.#wanted === version) return;
    this.#wanted = version;
    this.loading.value = { version, progress: null };
    this.trouble.value = null;
    try {
      const at = known?.version === version ? known : null;
      const address = versions.manifest(this.project, version);
      this.#vision ??= new Vision();
      // The worker asks for it itself: the page may be busy drawing.
      const ready = await this.#vision.load(at ?? address, { onEvent: (event) => this.#progress(version, event) });
      keepWhatCame(ready.fetched);
      // Asked for after all, and only now: the service worker keeps what it has seen.
      if (at) fetch(address).catch(() => {});
      this.manifest.value = ready.manifest;
      const shown = this.picture.peek();
      // A frame of the camera may have been answered after the picture that is shown: that one is looked at again.
      if (shown) await this.#answer(shown.blob);
      else if (ready.again && this.prediction.peek() && !this.stale.peek()) this.#say(ready.again);
    } catch (error) {
      if (this.#wanted === version) {
        this.#wanted = undefined;
        this.loading.value = null;
        this.#failed(error);
      }
    } finally {
      if (this.#wanted === version) this.loading.value = null;
    }
  }

  async frame(frame: Frame): Promise<void> {
    if (!this.manifest.peek() || !this.#vision || this.picture.peek()) {
      frame.close();
      return;
    }
    try {
      const prediction = await this.#vision.live(frame);
      if (!prediction || this.picture.peek()) return;
      this.#say(prediction);
      this.trouble.value = null;
    } catch (error) {
      this.#failed(error);
    }
  }

  async show(blob: Blob): Promise<void> {
    this.#forget();
    this.stale.value = true;
    this.picture.value = { blob, url: URL.createObjectURL(blob) };
    if (this.manifest.peek()) await this.#answer(blob);
  }

  /** Puts the picture away: the camera answers again, or nothing does. */
  hide(): void {
    this.#forget();
    this.stale.value = camera.peek() !== null;
    if (!this.stale.peek()) this.prediction.value = null;
  }

  /** The browser can't draw the picture: the model could not read it either. */
  refuse(blob: Blob): void {
    if (this.picture.peek()?.blob !== blob) return;
    this.hide();
    complain("This browser can’t show that file. Try a JPEG, PNG or WebP.");
  }

  close(): void {
    this.hide();
    this.#vision?.close();
    this.#vision = undefined;
    this.#wanted = undefined;
  }

  #forget(): void {
    const shown = this.picture.peek();
    if (shown) URL.revokeObjectURL(shown.url);
    this.picture.value = null;
    this.trouble.value = null;
  }

  #say(prediction: Prediction | null): void {
    batch(() => {
      this.prediction.value = prediction;
      this.stale.value = false;
    });
  }

  async #answer(blob: Blob): Promise<void> {
    try {
      const prediction = await this.#vision?.predict(blob);
      if (prediction && this.picture.peek()?.blob === blob) this.#say(prediction);
    } catch (error) {
      if (this.picture.peek()?.blob !== blob) return;
      this.#say(null);
      this.#failed(error);
    }
  }

  #progress(version: number, event: LoadEvent): void {
    if (event.kind !== "loading" || event.part !== "backbone" || this.#wanted !== version) return;
    this.loading.value = { version, progress: event.total ? event.loaded / event.total : null };
  }

  #failed(error: unknown): void {
    if (error instanceof DOMException && error.name === "AbortError") return;
    this.trouble.value = error instanceof Error ? error.message : "The model could not answer.";
  }
}

/** Asking a pretrained network as it is: which are at hand, getting one ready, what it says of a picture. */
import { batch, signal } from "@preact/signals";
import { followEvents } from "../api/events";
import * as api from "../api/graft";
import { ApiError } from "../api/http";
import type { Backbone, Job } from "../api/types";
import { Vision } from "../vision/bridge";
import type { ClassifierManifest, Naming } from "../vision/types";
import { complain } from "./toasts";

/** What is offered where none is at hand: small, and right on seven pictures in ten. */
const OFFERED = "mobilenet_v2_100_224";

export type Getting =
  | { readonly kind: "fetching" | "exporting"; readonly job: Job }
  | { readonly kind: "loading"; readonly share: number | null };

interface Shown {
  readonly blob: Blob;
  readonly url: string;
}

export class Pretrained {
  /** Every network that has a classifier; null until they are known. */
  readonly backbones = signal<readonly Backbone[] | null>(null);
  readonly chosen = signal<Backbone | null>(null);
  readonly getting = signal<Getting | null>(null);
  readonly ready = signal<ClassifierManifest | null>(null);
  readonly trouble = signal<string | null>(null);
  readonly picture = signal<Shown | null>(null);
  readonly naming = signal<Naming | null>(null);

  readonly #vision = new Vision();
  readonly #waiting = new Map<string, () => void>();
  readonly #stop = followEvents(null, {
    open: () => this.#wake(),
    lost: () => {},
    job: ({ job }) => this.#wake(job.id),
  });

  async open(): Promise<void> {
    await this.#attempt(async () => {
      const rows = (await api.backbones.list()).filter((row) => row.accuracy.top1 !== null);
      this.backbones.value = rows;
      const at = (name: string) => rows.find((row) => row.name === name);
      const chosen = rows.find((row) => row.weights.top !== "absent" && row.name === OFFERED) ?? this.#atHand[0];
      if (chosen) await this.choose(chosen);
      else this.chosen.value = at(OFFERED) ?? null;
    });
  }

  get #atHand(): readonly Backbone[] {
    return this.backbones.peek()?.filter((row) => row.weights.top !== "absent") ?? [];
  }

  /** Gets the network ready, exporting it for this page where that was not done before. */
  async choose(row: Backbone): Promise<void> {
    batch(() => {
      this.chosen.value = row;
      this.ready.value = null;
      this.trouble.value = null;
      this.naming.value = null;
    });
    if (row.weights.top === "absent") return;
    await this.#attempt(async () => {
      const manifest = await this.#exported(row.name);
      if (this.chosen.peek()?.name !== row.name) return;
      this.getting.value = { kind: "loading", share: null };
      await this.#vision.adopt(manifest, {
        onEvent: (event) => {
          if (event.kind === "loading") this.getting.value = { kind: "loading", share: event.loaded / event.total };
        },
      });
      this.ready.value = manifest;
      const shown = this.picture.peek();
      if (shown) await this.show(shown.blob);
    });
  }

  /** Downloads the weights with the classifier: only when a person asks. */
  async fetch(row: Backbone): Promise<void> {
    const done = await this.#attempt(async () => {
      await this.#follow("fetching", await api.backbones.fetch(row.name, true));
      this.backbones.value = (await api.backbones.list()).filter((one) => one.accuracy.top1 !== null);
      return this.backbones.peek()?.find((one) => one.name === row.name);
    });
    if (done) await this.choose(done);
  }

  async cancel(): Promise<void> {
    const getting = this.getting.peek();
    if (getting && getting.kind !== "loading") await api.jobs.cancel(getting.job.id);
  }

  async show(blob: Blob): Promise<void> {
    if (this.picture.peek()?.blob !== blob) {
      this.#forget();
      this.picture.value = { blob, url: URL.createObjectURL(blob) };
    }
    if (!this.ready.peek()) return;
    await this.#attempt(async () => {
      const naming = await this.#vision.name(blob);
      if (this.picture.peek()?.blob === blob) this.naming.value = naming;
    });
  }

  refuse(blob: Blob): void {
    if (this.picture.peek()?.blob !== blob) return;
    this.#forget();
    complain("This browser can’t show that file. Try a JPEG, PNG or WebP.");
  }

  close(): void {
    this.#stop();
    this.#forget();
    this.#vision.close();
  }

  async #exported(name: string): Promise<ClassifierManifest> {
    try {
      return await api.backbones.classifier(name);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "unknown_classifier") throw error;
    }
    await this.#follow("exporting", await api.backbones.exportClassifier(name));
    return api.backbones.classifier(name);
  }

  /** Resolves when the job is done; throws its error, or an AbortError when it was cancelled. */
  async #follow(kind: "fetching" | "exporting", job: Job): Promise<void> {
    let now = job;
    while (now.status === "queued" || now.status === "running") {
      this.getting.value = { kind, job: now };
      const woken = new Promise<void>((resolve) => this.#waiting.set(job.id, resolve));
      now = await api.jobs.get(job.id); // it may have moved on before we listened
      if (now.status === "queued" || now.status === "running") await woken;
    }
    this.#waiting.delete(job.id);
    if (now.status === "cancelled") throw new DOMException("The job was cancelled.", "AbortError");
    if (now.error) throw new Error(now.error.message);
  }

  /** A job has moved on; without its id, any may have: the stream was away. */
  #wake(id?: string): void {
    for (const [waiting, wake] of this.#waiting) if (id === undefined || id === waiting) wake();
  }

  #forget(): void {
    const shown = this.picture.peek();
    if (shown) URL.revokeObjectURL(shown.url);
    this.picture.value = null;
    this.naming.value = null;
  }

  async #attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    this.trouble.value = null;
    try {
      return await work();
    } catch (error) {
      const aborted = error instanceof DOMException && error.name === "AbortError";
      if (!aborted) this.trouble.value = error instanceof Error ? error.message : "Something went wrong.";
      return undefined;
    } finally {
      this.getting.value = null;
    }
  }
}

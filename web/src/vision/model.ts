import type { OnProgress, ReadFile } from "./graph";
import type { OpenLane } from "./lane/contract";
import { Backbone, Head } from "./networks";
import type { Source } from "./resize";
import type { Engine, LoadEvent, Manifest } from "./types";

interface Loaded {
  readonly manifest: Manifest;
  readonly backbone: Backbone;
  readonly head: Head;
}

type OnEvent = (event: LoadEvent) => void;
/** Reads files until the signal says that nobody wants them any more. */
type Reader = (ended: AbortSignal) => ReadFile;

/** A version at work. A new one takes its place between two predictions, never during one. */
export class Model {
  private current: Loaded | null = null;
  private newest = new AbortController();

  /** Without `lane`, TensorFlow.js answers. */
  constructor(private readonly lane: OpenLane | null = null) {}

  /**
   * Until the new version is warm the old one answers; a backbone they share is kept. A later load
   * ends this one: it rejects with an AbortError, as when `signal` says so.
   */
  async load(manifest: Manifest, reader: Reader, onEvent: OnEvent = () => {}, signal?: AbortSignal): Promise<void> {
    this.newest.abort();
    this.newest = new AbortController();
    const ended = AbortSignal.any(signal ? [this.newest.signal, signal] : [this.newest.signal]);
    const next = await prepare(manifest, this.current, reader(ended), onEvent, ended, this.lane);
    const old = this.current;
    this.current = next;
    old?.head.dispose();
    if (old?.backbone !== next.backbone) old?.backbone.dispose();
  }

  /** The answering version's manifest and float32[k]; null before the first load. */
  async predict(picture: Source): Promise<{ manifest: Manifest; probabilities: Float32Array } | null> {
    if (!this.current) return null;
    const { manifest, backbone, head } = this.current;
    const probabilities = await head.answer(await backbone.features(picture));
    return { manifest, probabilities };
  }

  /** A frame is coming: what sleeps may wake up while it is read, and may give memory for its bytes. */
  expect(bytes: number): Uint8Array | null {
    return this.current?.backbone.expect(bytes) ?? null;
  }

  /** What answers; null before the first load. */
  get engine(): Engine | null {
    return this.current?.backbone.engine ?? null;
  }

  dispose(): void {
    this.newest.abort();
    this.current?.head.dispose();
    this.current?.backbone.dispose();
    this.current = null;
  }
}

/** Loads and warms a version beside the one at work; leaves nothing behind when it fails or is ended. */
async function prepare(
  manifest: Manifest,
  old: Loaded | null,
  read: ReadFile,
  onEvent: OnEvent,
  ended: AbortSignal,
  lane: OpenLane | null,
): Promise<Loaded> {
  const progress = (part: "backbone" | "head"): OnProgress => {
    return (loaded, total) => onEvent({ kind: "loading", part, loaded, total });
  };
  const { sha256, model, outputs, features } = manifest.backbone;
  const shared = old?.manifest.backbone.sha256 === sha256 ? old.backbone : null;
  const made: { dispose(): void }[] = [];
  try {
    const backbone = shared ?? (await Backbone.load(model, manifest.input, outputs, read, progress("backbone")));
    if (!shared) made.push(backbone);
    const head = await Head.load(manifest.head.model, read, progress("head"));
    made.push(head);
    onEvent({ kind: "warming" });
    if (!shared) await backbone.warm();
    if (!shared && lane) await backbone.tryLane(lane, sha256);
    await head.warm(features);
    ended.throwIfAborted();
    return { manifest, backbone, head };
  } catch (error) {
    for (const part of made) part.dispose();
    throw error;
  }
}

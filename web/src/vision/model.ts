import type { Device } from "./device";
import { type OnProgress, type ReadFile, readModel } from "./graph";
import type { FetchedNetwork } from "./lane/contract";
import { PROBES, separated } from "./lane/probe";
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

/** What a version says of a picture. */
export interface Said {
  readonly manifest: Manifest;
  /** float32[k] of its head. */
  readonly probabilities: Float32Array;
}

/** A version at work. A new one takes its place between two predictions, never during one. */
export class Model {
  private current: Loaded | null = null;
  private newest = new AbortController();
  /** The features of the picture that was answered last, and whose they are. */
  private seen: { readonly backbone: Backbone; readonly vector: Float32Array } | null = null;

  constructor(private readonly device: Device) {}

  /**
   * Until the new version is warm the old one answers; a backbone they share is kept. A later load
   * ends this one: it rejects with an AbortError, as when `signal` says so.
   *
   * `version`: its manifest, or the path where that is read. Gives its manifest.
   */
  async load(
    version: Manifest | string,
    reader: Reader,
    onEvent: OnEvent = () => {},
    signal?: AbortSignal,
  ): Promise<Manifest> {
    this.newest.abort();
    this.newest = new AbortController();
    const ended = AbortSignal.any(signal ? [this.newest.signal, signal] : [this.newest.signal]);
    const read = reader(ended);
    const manifest = typeof version === "string" ? await readManifest(version, read) : version;
    const next = await prepare(manifest, this.current, read, onEvent, ended, this.device);
    const old = this.current;
    this.current = next;
    old?.head.dispose();
    if (old?.backbone !== next.backbone) {
      old?.backbone.dispose();
      this.seen = null;
    }
    return manifest;
  }

  /** Null before the first load. */
  async predict(picture: Source): Promise<Said | null> {
    if (!this.current) return null;
    const { manifest, backbone, head } = this.current;
    this.seen = { backbone, vector: (await backbone.features(picture)).slice() };
    return { manifest, probabilities: await head.answer(this.seen.vector) };
  }

  /**
   * What the version says of the picture that was answered last, without looking at it again. Null where none was, or
   * on another backbone.
   */
  async again(): Promise<Said | null> {
    if (!this.current || this.seen?.backbone !== this.current.backbone) return null;
    const { manifest, head } = this.current;
    return { manifest, probabilities: await head.answer(this.seen.vector) };
  }

  /** While idle: finds out what serves the version best on this device. */
  async settle(): Promise<void> {
    await this.current?.backbone.settle();
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
    this.seen = null;
  }
}

async function readManifest(path: string, read: ReadFile): Promise<Manifest> {
  return JSON.parse(new TextDecoder().decode(await read(path)));
}

/** Loads and warms a version beside the one at work; leaves nothing behind when it fails or is ended. */
async function prepare(
  manifest: Manifest,
  old: Loaded | null,
  read: ReadFile,
  onEvent: OnEvent,
  ended: AbortSignal,
  device: Device,
): Promise<Loaded> {
  const progress = (part: "backbone" | "head"): OnProgress => {
    return (loaded, total) => onEvent({ kind: "loading", part, loaded, total });
  };
  const shared = old?.manifest.backbone.sha256 === manifest.backbone.sha256 ? old.backbone : null;
  const [network, file] = await Promise.all([
    shared ? null : fetchNetwork(manifest, read, progress("backbone")),
    readModel(manifest.head.model, read, progress("head"), manifest.head.weights ?? []),
  ]);
  onEvent({ kind: "warming" });
  const made: { dispose(): void }[] = [];
  try {
    const backbone = shared ?? (await Backbone.open(network as FetchedNetwork, device));
    if (!shared) made.push(backbone);
    const { probe } = manifest.head;
    const head = await Head.open(file, manifest.backbone.features, probe ? Float32Array.from(probe) : null, device);
    made.push(head);
    ended.throwIfAborted();
    return { manifest, backbone, head };
  } catch (error) {
    for (const part of made) part.dispose();
    throw error;
  }
}

async function fetchNetwork(
  { input, backbone }: Manifest,
  read: ReadFile,
  onProgress: OnProgress,
): Promise<FetchedNetwork> {
  const { sha256, model, weights, outputs, features, probes } = backbone;
  // Of other pictures than this page draws, they say nothing; without them TensorFlow.js is asked here.
  const known = probes?.endsWith(`/${PROBES}`) ? read(probes).catch(() => null) : null;
  const [file, bytes] = await Promise.all([readModel(model, read, onProgress, weights ?? []), known]);
  return { file, input, outputs, sha256, said: bytes && separated(bytes, features) };
}

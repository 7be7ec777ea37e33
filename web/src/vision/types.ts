/** What the page and its vision worker say to each other. Data only: no DOM, no TensorFlow.js. */

export type Fit = "crop" | "squash" | "pad";

/** One number for all channels, or one for each. */
export type Values = number | readonly [number, number, number];

/** How a picture becomes the network's input: RGB in 0…255. The graph itself does the rest: `scale`, `offset`, `channels`. */
export interface Preprocessing {
  /** Height and width in pixels. */
  readonly size: readonly [number, number];
  readonly fit: Fit;
  readonly filter: "triangle";
  readonly scale: Values;
  readonly offset: Values;
  readonly channels?: "rgb" | "bgr";
}

/** Names of the backbone graph's two outputs. */
export interface BackboneOutputs {
  /** The last feature maps, float32[N, h, w, C]. */
  readonly maps: string;
  /** Their average over the picture, float32[N, C]. */
  readonly vector: string;
}

export interface ModelClass {
  readonly id: string;
  readonly name: string;
}

export type Task = "single_label" | "multi_label" | "regression";

/** What a regression's number is; its head answers in the number's own unit. */
export interface Target {
  readonly quantity: string | null;
  readonly unit: string | null;
  readonly transform: "none" | "log";
  /** What to add to an answer on the scale it was learnt on, for the interval in which four of five lie. */
  readonly likely: readonly [number, number];
  readonly deviation: number;
}

/** manifest.json of a bundle. `model` paths are relative to the folder that serves the artifacts. */
export interface Manifest {
  readonly format: "graft-bundle/1";
  readonly project: { readonly id: string; readonly name: string };
  readonly version: number;
  readonly created_at: string;
  readonly task: Task;
  readonly classes: readonly ModelClass[];
  readonly input: Preprocessing;
  readonly backbone: {
    readonly name: string;
    readonly sha256: string;
    readonly model: string;
    /** Names of the weights' files beside it, which need not wait for it. */
    readonly weights?: readonly string[] | null;
    readonly licence: string;
    readonly features: number;
    readonly outputs: BackboneOutputs;
    /** Path of what TensorFlow.js said of the probe pictures, float32 vectors one after the other. */
    readonly probes?: string | null;
  };
  readonly head: {
    readonly sha256: string;
    readonly model: string;
    readonly weights?: readonly string[] | null;
    /** What TensorFlow.js said of the probe vector. */
    readonly probe?: readonly number[] | null;
  };
  /** Of one label. */
  readonly calibration?: { readonly temperature: number } | null;
  readonly unknown?: { readonly threshold: number } | null;
  /** Of several labels, in the classes' order. */
  readonly thresholds?: readonly number[] | null;
  /** Of a regression. */
  readonly target?: Target | null;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly parity: Readonly<Record<string, unknown>>;
  readonly run: Readonly<Record<string, unknown>>;
}

/** A pretrained classifier as the backend exports it: a graph from a picture to probabilities. */
export interface ClassifierManifest {
  readonly format: "graft-classifier/1";
  readonly backbone: string;
  readonly licence: string;
  readonly model: string;
  readonly bytes: number;
  readonly input: Preprocessing;
  /** The graph's output node. */
  readonly output: string;
  /** In the order of the outputs. */
  readonly classes: readonly string[];
}

/** One of a pretrained network's own names, and how likely it is. */
export interface Named {
  readonly name: string;
  readonly probability: number;
}

/** A pretrained network's likeliest names, the first first. */
export interface Naming {
  readonly names: readonly Named[];
  readonly milliseconds: number;
}

export interface ClassProbability extends ModelClass {
  /** In [0, 1]; where the task is one label, all of a prediction's sum to 1. */
  readonly probability: number;
  /** Where the task is several labels: from here on the picture is said to show the class. */
  readonly threshold: number | null;
  readonly shown: boolean;
}

export interface Prediction {
  /** The version that answered. */
  readonly version: number;
  readonly task: Task;
  /** In the manifest's order, not sorted. */
  readonly classes: readonly ClassProbability[];
  /** True when even the likeliest class stays under the version's threshold. */
  readonly unknown: boolean;
  /** Where the task is a number; four of five lie between `low` and `high`. */
  readonly number: {
    readonly value: number;
    readonly low: number;
    readonly high: number;
    readonly quantity: string | null;
    readonly unit: string | null;
  } | null;
  /** From receiving the pixels to the answer, in the worker. */
  readonly milliseconds: number;
  readonly engine: Engine;
}

export interface Memory {
  readonly tensors: number;
  readonly bytes: number;
}

/** Of TensorFlow.js. */
export type BackendName = "wasm" | "webgl" | "webgpu";

/** What runs the backbone on this device. */
export interface Engine {
  readonly name: "fast lane" | "tensorflow";
  readonly backend: BackendName;
  readonly threads: number;
  /** Why TensorFlow.js answers where the fast lane was tried; null where there is nothing to say. */
  readonly reason: string | null;
}

export interface Ready {
  /** Of the version that answers from now on. */
  readonly manifest: Manifest;
  readonly engine: Engine;
  /** What it says of the picture that was answered last; null where it has to look at one first. */
  readonly again: Prediction | null;
  /** Addresses of all that the worker has asked for. */
  readonly fetched: readonly string[];
}

/** What happens while a version is being loaded. */
export type LoadEvent =
  | { readonly kind: "loading"; readonly part: "backbone" | "head"; readonly loaded: number; readonly total: number }
  | { readonly kind: "warming" }
  | ({ readonly kind: "ready" } & Ready);

/** What the API answers, named as on the screen. The shapes come from the OpenAPI document. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Status = Schemas["Status"];
export type Worker = Schemas["Status.WorkerState"];
export type Backbone = Schemas["BackboneList.BackboneOut"];
export type Project = Schemas["ProjectOut"];
export type ProjectClass = Schemas["ClassOut"];
export type Example = Schemas["ExampleOut"];
export type Upload = Schemas["Added"];
/** Rows of `confusion` are what a picture is, columns what the model said. */
export type Metrics = Schemas["Manifest.Evaluation"];
export type NumberMetrics = Schemas["Manifest.NumberEvaluation"];
export type LabelsMetrics = Schemas["Manifest.LabelsEvaluation"];
export type Task = Project["task"];
export type Strategy = Schemas["StrategyList.StrategyOut"];
export type Parameter = Schemas["StrategyList.ParameterOut"];
export type Preset = Schemas["StrategyList.PresetOut"];
export type Wish = Schemas["RunIn"];
export type History = Schemas["RunOut.History"];
export type Mistake = Schemas["MistakeList.Mistake"];
export type HeldOut = Schemas["RunOut.HeldOut"];
export type Split = NonNullable<Example["split"]>;
export type Source = "upload" | "camera" | "paste" | "import" | "correction";

export type Advice = Schemas["AdviceList.AdviceOut"];
export type Verdict = Schemas["RunStarted.Transfer"];
export type AgainstScratch = NonNullable<History["twin"]>[number];
export type Standing = Schemas["ComparisonOut.Standing"];

export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly request_id?: string;
}

export interface Rejection {
  readonly file: string;
  readonly code: string;
  readonly message: string;
}

/** What the document leaves open is said here: it depends on the kind of job. */
export interface Job extends Omit<Schemas["JobOut"], "progress" | "error"> {
  readonly progress: {
    readonly phase: string;
    readonly done: number;
    readonly total: number | null;
    readonly message: string | null;
  } | null;
  readonly error: ErrorBody | null;
}

export interface ComparisonRow extends Omit<Schemas["ComparisonOut.ComparisonRow"], "progress" | "error" | "interval"> {
  readonly progress: Job["progress"];
  readonly error: ErrorBody | null;
  readonly interval: [number, number] | null;
}

export interface Comparison extends Omit<Schemas["ComparisonOut"], "rows"> {
  readonly rows: readonly ComparisonRow[];
}

export interface Version extends Omit<Schemas["VersionOut"], "interval"> {
  readonly interval: [number, number] | null;
}

export interface Run extends Omit<Schemas["RunOut"], "metrics" | "error" | "seconds"> {
  readonly metrics: {
    /** By the run's task. */
    readonly test?: Metrics | NumberMetrics | LabelsMetrics | null;
    readonly cross_validation?: Partial<Metrics> | null;
  } | null;
  readonly error: ErrorBody | null;
  readonly seconds: Readonly<Record<string, number>> | null;
}

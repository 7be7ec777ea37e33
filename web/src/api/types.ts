/** What the API answers. The names and fields are those of the OpenAPI document. */

export type Split = "train" | "val" | "test";
export type Source = "upload" | "camera" | "paste" | "import" | "correction";
export type JobStatus = "queued" | "running" | "done" | "failed" | "cancelled";
export type WorkerState = "absent" | "starting" | "preparing" | "ready" | "busy";

export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly request_id?: string;
}

export interface Worker {
  readonly state: WorkerState;
  readonly detail: string | null;
  /** In [0, 1]. */
  readonly progress: number | null;
}

export interface Status {
  readonly version: string;
  readonly worker: Worker;
  readonly backbone: string;
  readonly limits: {
    readonly upload_bytes: number;
    readonly pixels: number;
    readonly classes: number;
    readonly examples: number;
  };
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly task: "single_label";
  readonly backbone: string;
  readonly classes: number;
  readonly examples: number;
  readonly embedded: number;
  readonly current_version: number | null;
  /** Up to four pictures, by SHA-256. */
  readonly covers: readonly string[];
  readonly created_at: string;
}

export interface ProjectClass {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly examples: number;
  readonly color: number;
}

export interface Example {
  readonly id: string;
  readonly class_id: string;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly split: Split | null;
  readonly group: string | null;
  readonly source: Source;
  readonly file_name: string | null;
  readonly created_at: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly total: number;
}

export interface Upload {
  readonly example: Example;
  readonly duplicate: boolean;
}

export interface Rejection {
  readonly file: string;
  readonly code: string;
  readonly message: string;
}

export interface Job {
  readonly id: string;
  readonly kind: "train" | "import" | "fetch" | "embed" | "predict";
  readonly project_id: string | null;
  readonly status: JobStatus;
  readonly attempt: number;
  readonly progress: {
    readonly phase: string;
    readonly done: number;
    readonly total: number | null;
    readonly message: string | null;
  } | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: ErrorBody | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

export interface ClassMetrics {
  readonly class_id: string;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly examples: number;
}

/** Rows of `confusion` are what a picture is, columns what the model said. */
export interface Metrics {
  readonly accuracy: number;
  readonly interval: readonly [number, number];
  readonly examples: number;
  readonly per_class: readonly ClassMetrics[];
  readonly confusion: readonly (readonly number[])[];
  readonly nll?: number;
  readonly ece?: number;
}

export interface Run {
  readonly id: string;
  readonly job_id: string;
  readonly strategy: string;
  readonly backbone: string;
  readonly seed: number;
  readonly status: JobStatus;
  readonly examples: number;
  readonly metrics: { readonly test?: Metrics | null; readonly cross_validation?: Partial<Metrics> | null } | null;
  readonly version: number | null;
  readonly error: ErrorBody | null;
  readonly seconds: Readonly<Record<string, number>> | null;
  readonly created_at: string;
}

export interface Version {
  readonly number: number;
  readonly run_id: string;
  readonly backbone: string;
  readonly strategy: string;
  readonly accuracy: number | null;
  readonly interval: readonly [number, number] | null;
  readonly test_examples: number;
  readonly created_at: string;
  readonly current: boolean;
  readonly bundle_bytes: number;
}

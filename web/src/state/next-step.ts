import type { ErrorBody, Job, ProjectClass, Run, Version } from "../api/types";

/** Fewest pictures a class can be trained with. */
const fewest = 2;

export type NextStep =
  | { readonly kind: "add-class"; readonly classes: number }
  | { readonly kind: "add-pictures"; readonly to: ProjectClass; readonly missing: number }
  | { readonly kind: "train" }
  | { readonly kind: "training"; readonly job: Job | null }
  | { readonly kind: "failed"; readonly error: ErrorBody }
  | { readonly kind: "retrain"; readonly version: Version; readonly changed: number }
  | { readonly kind: "trained"; readonly version: Version };

export interface Knowledge {
  readonly classes: readonly ProjectClass[];
  readonly job: Job | null;
  /** Train was pressed and the server has not answered yet. */
  readonly pressed: boolean;
  readonly current: Version | undefined;
  readonly runs: readonly Run[];
  /** Labels changed since the current version without changing their number. */
  readonly relabelled: boolean;
}

function missing(classes: readonly ProjectClass[]): NextStep | undefined {
  if (classes.length < 2) return { kind: "add-class", classes: classes.length };
  const to = classes.find((one) => one.examples < fewest);
  return to && { kind: "add-pictures", to, missing: fewest - to.examples };
}

/** The one sensible thing to do now. */
export function nextStep({ classes, job, pressed, current, runs, relabelled }: Knowledge): NextStep {
  if (job?.status === "queued" || job?.status === "running") return { kind: "training", job };
  if (pressed) return { kind: "training", job: null };
  if (job?.status === "failed" && job.error) return { kind: "failed", error: job.error };
  const gap = missing(classes);
  if (gap) return gap;
  if (!current) return { kind: "train" };
  const learned = runs.find((run) => run.id === current.run_id)?.examples;
  const total = classes.reduce((sum, one) => sum + one.examples, 0);
  const changed = learned === undefined ? 0 : total - learned;
  if (changed !== 0 || relabelled) return { kind: "retrain", version: current, changed };
  return { kind: "trained", version: current };
}

import type { ErrorBody, Job, ProjectClass, Run, Task, Version } from "../api/types";

/** Fewest pictures a class can be trained with. */
const fewest = 2;

export type NextStep =
  | { readonly kind: "add-class"; readonly classes: number }
  | { readonly kind: "add-pictures"; readonly to: ProjectClass; readonly missing: number }
  | { readonly kind: "add-examples"; readonly missing: number }
  | { readonly kind: "label-pictures"; readonly open: number }
  | { readonly kind: "train" }
  | { readonly kind: "training"; readonly job: Job | null }
  | { readonly kind: "failed"; readonly error: ErrorBody }
  | { readonly kind: "retrain"; readonly version: Version; readonly changed: number }
  | { readonly kind: "trained"; readonly version: Version };

/** Fewest pictures to learn a number or several labels from. */
const fewestTogether = 4;

export interface Knowledge {
  readonly task: Task;
  /** Pictures of the project. */
  readonly total: number;
  /** Those of them of which nobody said what they show. */
  readonly open: number;
  readonly classes: readonly ProjectClass[];
  readonly job: Job | null;
  /** Train was pressed and the server has not answered yet. */
  readonly pressed: boolean;
  readonly current: Version | undefined;
  readonly runs: readonly Run[];
  /** Pictures got other labels just now. */
  readonly relabelled: boolean;
  /** When pictures or labels changed last, as the server knows it. */
  readonly relabelledAt: string | null;
}

function missing({ task, total, open, classes }: Knowledge): NextStep | undefined {
  if (task === "multi_label" && !classes.length) return { kind: "add-class", classes: 0 };
  if (task !== "single_label") {
    if (total < fewestTogether) return { kind: "add-examples", missing: fewestTogether - total };
    return open ? { kind: "label-pictures", open } : undefined;
  }
  if (classes.length < 2) return { kind: "add-class", classes: classes.length };
  const to = classes.find((one) => one.examples < fewest);
  return to && { kind: "add-pictures", to, missing: fewest - to.examples };
}

/** The one sensible thing to do now. */
export function nextStep(known: Knowledge): NextStep {
  const { job, pressed, current, runs, total } = known;
  if (job?.status === "queued" || job?.status === "running") return { kind: "training", job };
  if (pressed) return { kind: "training", job: null };
  if (job?.status === "failed" && job.error) return { kind: "failed", error: job.error };
  const gap = missing(known);
  if (gap) return gap;
  if (!current) return { kind: "train" };
  const learned = runs.find((run) => run.id === current.run_id);
  const changed = learned ? total - learned.examples : 0;
  if (changed !== 0 || labelsChanged(known, learned)) return { kind: "retrain", version: current, changed };
  return { kind: "trained", version: current };
}

/** Whether a training would learn something else than this one did, though the number of pictures be the same. */
function labelsChanged({ relabelled, relabelledAt }: Knowledge, learned: Run | undefined): boolean {
  const later = learned && relabelledAt && new Date(relabelledAt) > new Date(learned.created_at);
  return relabelled || Boolean(later);
}

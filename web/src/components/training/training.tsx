import type { Job } from "../../api/types";
import { cancelTraining } from "../../state/editing";
import type { ProjectStore } from "../../state/project";
import { outbox } from "../../state/sending";
import { count, percent } from "../../state/words";
import { WorkerLine } from "./worker-line";

interface Props {
  readonly store: ProjectStore;
  readonly job: Job | null;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function phaseOf(job: Job | null, waiting: number): string {
  if (!job) return waiting ? `Sending ${count(waiting, "picture")}` : "Starting";
  if (!job.progress) return "Waiting for its turn";
  return job.progress.message ?? sentence(job.progress.phase);
}

export function Training({ store, job }: Props) {
  const progress = job?.progress;
  const share = progress?.total ? progress.done / progress.total : null;
  return (
    <div class="stack" role="status">
      <h2>Training …</h2>
      <div class="training-line small soft figures">
        <span>{phaseOf(job, outbox.waiting(store.id).value)}</span>
        {share !== null && <span>{percent(share)}</span>}
      </div>
      <div
        class={share === null ? "progress unknown" : "progress"}
        role="progressbar"
        aria-label="Training"
        {...(share === null ? {} : { "aria-valuenow": Math.round(share * 100) })}
      >
        <span style={share === null ? {} : { transform: `scaleX(${share})` }} />
      </div>
      {job?.status === "queued" && <WorkerLine worker={store.worker.value} />}
      <button type="button" class="button wide" onClick={() => void cancelTraining(store)}>
        Cancel
      </button>
    </div>
  );
}

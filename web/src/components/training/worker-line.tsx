import type { Worker } from "../../api/types";
import { percent } from "../../state/words";

const words: Readonly<Record<Worker["state"], string | null>> = {
  absent: "The learner isn’t running. Training waits until it is.",
  starting: "Getting the learner ready …",
  preparing: "Getting the learner ready …",
  ready: null,
  busy: null,
};

/** Says that the learner is not there yet; nothing when it is. */
export function WorkerLine({ worker }: { readonly worker: Worker | null }) {
  const line = worker && words[worker.state];
  if (!line) return null;
  return (
    <p class="small soft figures" role="status">
      {line}
      {worker.progress !== null && ` ${percent(worker.progress)}`}
      {worker.detail && <span class="worker-detail">{worker.detail}</span>}
    </p>
  );
}

import { useEffect } from "preact/hooks";
import { verdicts } from "../../api/graft";
import type { AgainstScratch, Job, Run, Verdict } from "../../api/types";
import { going } from "../../state/judging";
import type { ProjectStore } from "../../state/project";
import { type Scored, told } from "../../state/scores";
import { attempt } from "../../state/toasts";
import { percent } from "../../state/words";
import "./transfer.css";

interface Props {
  readonly store: ProjectStore;
  readonly run: Run;
  readonly onFound: () => void;
}

/** Whether the pretraining helps: what the training itself showed, and what the features say, or the way to ask them. */
export function Transfer({ store, run, onFound }: Props) {
  const job = store.judging.value?.kind === "verdict" ? store.judging.value : null;
  useEffect(() => {
    if (job?.status === "done") onFound();
  }, [job?.id, job?.status]);
  const ask = () => attempt(async () => store.take(await verdicts.ask(store.id, run.backbone)));
  const trained = run.history?.twin?.at(-1);
  const published = run.version !== null;
  if (!trained && !published) return null;
  return (
    <section class="stack transfer" aria-label="Pretraining">
      <h2>Does the pretraining help?</h2>
      {trained && <InTraining found={trained} />}
      {run.verdict && <Told verdict={run.verdict} />}
      {!run.verdict && published && (
        <p class="soft">
          {trained
            ? "Its feature vectors, as they were before, have not been asked yet."
            : "Nobody has asked yet. It trains nothing."}
        </p>
      )}
      {job?.status === "failed" && (
        <p class="notice wrong small" role="alert">
          {job.error?.message}
        </p>
      )}
      {published && <Ask job={job} label={run.verdict ? "Ask again" : "Find out"} onAsk={() => void ask()} />}
    </section>
  );
}

interface AskProps {
  readonly job: Job | null;
  readonly label: string;
  readonly onAsk: () => void;
}

function Ask({ job, label, onAsk }: AskProps) {
  if (!going(job)) {
    return (
      <p>
        <button type="button" class="button" onClick={onAsk}>
          {label}
        </button>
      </p>
    );
  }
  return (
    <p class="small soft figures" role="status">
      {job?.progress?.message ?? "Waiting for its turn"}
      {job?.progress?.total ? ` · ${percent(job.progress.done / job.progress.total)}` : ""}
    </p>
  );
}

function Told({ verdict }: { readonly verdict: Verdict }) {
  const measure = verdict.measure ?? "accuracy"; // of a version from before there were others
  return (
    <>
      <p>{verdict.sentence}</p>
      <Bars
        measure={measure}
        rows={[
          ["Pretrained", verdict.pretrained.probe],
          ["Random weights", verdict.random.probe],
          [measure === "r2" ? "Always the mean" : "Always the commonest", verdict.majority],
        ]}
      />
      <p class="small soft figures">
        On {verdict.examples} of your pictures, against {verdict.twins.length} networks of random weights.
      </p>
    </>
  );
}

function InTraining({ found }: { readonly found: AgainstScratch }) {
  return (
    <>
      <p>{found.sentence}</p>
      <Bars
        measure={found.measure}
        rows={[
          ["This training", found.pretrained],
          ["From scratch", found.scratch],
        ]}
      />
    </>
  );
}

interface BarsProps {
  readonly measure: Scored;
  readonly rows: readonly (readonly [name: string, value: number])[];
}

function Bars({ measure, rows }: BarsProps) {
  return (
    <dl class="transfer-bars figures">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt class="small">{name}</dt>
          <dd>
            <span class="transfer-bar" aria-hidden="true">
              <span style={{ width: percent(Math.max(0, value), 1) }} />
            </span>
            {told(measure, value, 0)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

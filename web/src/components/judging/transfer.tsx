import { useEffect } from "preact/hooks";
import { verdicts } from "../../api/graft";
import type { Run, Verdict } from "../../api/types";
import { going } from "../../state/judging";
import type { ProjectStore } from "../../state/project";
import { attempt } from "../../state/toasts";
import { percent } from "../../state/words";
import "./transfer.css";

interface Props {
  readonly store: ProjectStore;
  readonly run: Run;
  readonly onFound: () => void;
}

/** Whether the pretraining helps, or the way to find out. */
export function Transfer({ store, run, onFound }: Props) {
  const job = store.judging.value?.kind === "verdict" ? store.judging.value : null;
  useEffect(() => {
    if (job?.status === "done") onFound();
  }, [job?.id, job?.status]);
  const ask = () => attempt(async () => store.take(await verdicts.ask(store.id, run.backbone)));
  return (
    <section class="stack transfer" aria-label="Pretraining">
      <h2>Does the pretraining help?</h2>
      {run.verdict ? <Told verdict={run.verdict} /> : <p class="soft">Nobody has asked yet. It trains nothing.</p>}
      {job?.status === "failed" && (
        <p class="notice wrong small" role="alert">
          {job.error?.message}
        </p>
      )}
      {going(job) ? (
        <p class="small soft figures" role="status">
          {job?.progress?.message ?? "Waiting for its turn"}
          {job?.progress?.total ? ` · ${percent(job.progress.done / job.progress.total)}` : ""}
        </p>
      ) : (
        <p>
          <button type="button" class="button" onClick={() => void ask()}>
            {run.verdict ? "Ask again" : "Find out"}
          </button>
        </p>
      )}
    </section>
  );
}

function Told({ verdict }: { readonly verdict: Verdict }) {
  const bars = [
    { name: "Pretrained", value: verdict.pretrained.probe },
    { name: "Random weights", value: verdict.random.probe },
    { name: "Always the commonest", value: verdict.majority },
  ];
  return (
    <>
      <p>{verdict.sentence}</p>
      <dl class="transfer-bars figures">
        {bars.map(({ name, value }) => (
          <div key={name}>
            <dt class="small">{name}</dt>
            <dd>
              <span class="transfer-bar" aria-hidden="true">
                <span style={{ width: percent(value, 1) }} />
              </span>
              {percent(value)}
            </dd>
          </div>
        ))}
      </dl>
      <p class="small soft figures">
        On {verdict.examples} of your pictures, against {verdict.twins.length} networks of random weights.
      </p>
    </>
  );
}

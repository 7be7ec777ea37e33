import { useSignal } from "@preact/signals";
import { ArrowLeft } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useRoute } from "preact-iso";
import { runs } from "../api/graft";
import type { HeldOut, History, Job, LabelsMetrics, Metrics, NumberMetrics, Run } from "../api/types";
import { Transfer } from "../components/judging/transfer";
import { Confusion } from "../components/results/confusion";
import { Mistakes, type Pair } from "../components/results/mistakes";
import { PerClass } from "../components/results/per-class";
import { TestedLabels } from "../components/results/tested-labels";
import { TestedNumber } from "../components/results/tested-number";
import { Curves } from "../components/training/curves";
import { Training } from "../components/training/training";
import type { ProjectStore } from "../state/project";
import { between, count, lasting, percent, right, untested, when } from "../state/words";
import { ProjectPage } from "./project-page";
import "./run.css";

export function RunPage() {
  const id = useRoute().params.run ?? "";
  return <ProjectPage title="Evaluation">{(store) => <Evaluation key={id} store={store} id={id} />}</ProjectPage>;
}

interface Props {
  readonly store: ProjectStore;
  readonly id: string;
}

function Evaluation({ store, id }: Props) {
  const run = useSignal<Run | null>(null);
  const trouble = useSignal<string | null>(null);
  // A run that is still going is read again whenever the list of runs has changed.
  const listed = store.runs.value.find((one) => one.id === id)?.status;
  const job = store.training.value;
  const epoch = job?.id === run.value?.job_id ? epochOf(job) : "";
  const refresh = () => {
    runs
      .get(store.id, id)
      .then((found) => {
        run.value = found;
      })
      .catch((error: Error) => {
        trouble.value = error.message;
      });
  };
  useEffect(refresh, [store, id, listed, epoch]);
  if (trouble.value) {
    return (
      <p class="notice wrong" role="alert">
        {trouble.value}
      </p>
    );
  }
  if (!run.value) return <p class="unseen">Loading …</p>;
  return (
    <article class="evaluation">
      <a class="back small" href={`/p/${store.id}/versions`}>
        <ArrowLeft /> Versions
      </a>
      <header>
        <h1>{run.value.version ? `Version ${run.value.version}` : "A training"}</h1>
        <p class="small soft figures">{summary(run.value)}</p>
      </header>
      {going(run.value) ? <Training store={store} job={job} /> : <Outcome store={store} run={run.value} />}
      {run.value.history && <Learning history={run.value.history} going={going(run.value)} />}
      <Transfer store={store} run={run.value} onFound={refresh} />
    </article>
  );
}

const going = (run: Run): boolean => run.status === "queued" || run.status === "running";

/** The part of a training's message that changes with every epoch, and not with every step. */
function epochOf(job: Job | null): string {
  return `${job?.status} ${job?.progress?.message?.split(", loss")[0] ?? ""}`;
}

/** How the network learnt, and whether it was of use. */
function Learning({ history, going }: { readonly history: History; readonly going: boolean }) {
  const { before, best, settled, stopped } = history;
  const said = ({ val_accuracy, val_loss }: HeldOut) =>
    val_accuracy === null
      ? `a loss of ${val_loss.toFixed(2)} on held-out pictures`
      : `${percent(val_accuracy)} of the held-out pictures right`;
  return (
    <section class="stack" aria-label="Learning">
      <h2>How it learnt</h2>
      {stopped && <p class="notice warn">{stopped.message}</p>}
      {before && !best && !going && (
        <p class="soft">
          Training the network did not beat the head alone on held-out pictures: the head alone is used.
        </p>
      )}
      <Curves history={history} />
      {before && <p class="small soft figures">The dotted line is the head alone: {said(before)}.</p>}
      {settled && (
        <p class="small soft figures">
          At the end the head was solved for once more, on what the network had become: {said(settled)}.
        </p>
      )}
    </section>
  );
}

function summary(run: Run): string {
  const took = run.seconds?.total;
  const facts = [when(run.created_at), count(run.examples, "picture"), `${run.strategy} on ${run.backbone}`];
  return [...facts, took === undefined ? "" : lasting(took), `seed ${run.seed}`].filter(Boolean).join(" · ");
}

function Outcome({ store, run }: { readonly store: ProjectStore; readonly run: Run }) {
  if (run.error) {
    return (
      <p class="notice wrong" role="alert">
        <span>
          {run.error.message} <code class="error-code">{run.error.code}</code>
        </span>
      </p>
    );
  }
  if (run.metrics?.test?.examples) return <Measured store={store} run={run} metrics={run.metrics.test} />;
  if (run.status !== "done") return <p class="soft">This training was cancelled: it made no version.</p>;
  const checked = run.metrics?.cross_validation?.accuracy;
  return (
    <div class="stack">
      <h2>Not tested yet</h2>
      <p class="soft">
        {untested}
        {checked !== undefined && ` Trying it on parts of its own pictures, ${percent(checked)} came out right.`}
      </p>
      <Mistakes store={store} run={run.id} />
    </div>
  );
}

interface MeasuredProps extends Pick<Props, "store"> {
  readonly run: Run;
  readonly metrics: Metrics | NumberMetrics | LabelsMetrics;
}

/** What was measured, by the run's task. */
function Measured({ store, run, metrics }: MeasuredProps) {
  if ("r2" in metrics) return <TestedNumber metrics={metrics} unit={run.target?.unit ?? null} />;
  if ("exact_match" in metrics) return <TestedLabels classes={store.classes.value} metrics={metrics} />;
  return <Tested store={store} run={run.id} metrics={metrics} />;
}

interface TestedProps extends Pick<Props, "store"> {
  readonly run: string;
  readonly metrics: Metrics;
}

function Tested({ store, run, metrics }: TestedProps) {
  const pair = useSignal<Pair | null>(null);
  const show = (wanted: Pair) => {
    pair.value = wanted;
    document.getElementById("mistakes")?.scrollIntoView({ block: "start" });
  };
  return (
    <>
      <section class="score" aria-label="Accuracy">
        <p class="score-figure figures">{percent(metrics.accuracy, 1)}</p>
        <p class="figures">
          {right(metrics.accuracy, metrics.examples)} on pictures it never saw.
          <br />
          <span class="soft">On new ones, likely {between(metrics.interval)}.</span>
        </p>
      </section>
      <PerClass classes={store.classes.value} metrics={metrics} />
      <Confusion classes={store.classes.value} metrics={metrics} onPair={show} />
      <Mistakes store={store} run={run} pair={pair} />
    </>
  );
}

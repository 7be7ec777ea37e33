import { useSignal } from "@preact/signals";
import { comparisons } from "../api/graft";
import type { Comparison } from "../api/types";
import { CompareChart, type Measure } from "../components/judging/compare-chart";
import { CompareForm } from "../components/judging/compare-form";
import { CompareTable } from "../components/judging/compare-table";
import { useComparisons } from "../state/judging";
import type { ProjectStore } from "../state/project";
import { explained } from "../state/scores";
import { attempt } from "../state/toasts";
import { count, when } from "../state/words";
import { ProjectPage } from "./project-page";
import "./compare.css";

export function ComparePage() {
  return <ProjectPage title="Compare">{(store) => <Compare key={store.id} store={store} />}</ProjectPage>;
}

interface Props {
  readonly store: ProjectStore;
}

function Compare({ store }: Props) {
  const { data, trouble, again } = useComparisons(store);
  if (trouble) {
    return (
      <p class="notice wrong" role="alert">
        {trouble}
      </p>
    );
  }
  if (!data) return <p class="unseen">Loading …</p>;
  const [newest] = data.items;
  const form = <CompareForm store={store} strategies={data.strategies} onStarted={again} />;
  return (
    <div class="compare">
      <header>
        <h1>Compare trainings</h1>
        <p class="soft">
          Each is trained on the same pictures with the same seed and asked about the same test. None of them answers on
          the page until you use it.
        </p>
      </header>
      {newest ? <Result key={newest.id} store={store} one={newest} onCancelled={again} /> : form}
      {newest && newest.status !== "running" && (
        <details>
          <summary>Compare again</summary>
          {form}
        </details>
      )}
    </div>
  );
}

interface ResultProps extends Props {
  readonly one: Comparison;
  readonly onCancelled: () => void;
}

function Result({ store, one, onCancelled }: ResultProps) {
  const measure = useSignal<Measure>("milliseconds");
  const cancel = () =>
    attempt(async () => {
      await comparisons.cancel(store.id, one.id);
      onCancelled();
    });
  return (
    <section class="stack" aria-label="Result">
      {one.status === "running" && <Progress one={one} onCancel={() => void cancel()} />}
      {one.rows.some((row) => row.standing) && (
        <>
          <fieldset class="compare-axis small">
            <legend class="unseen">Against</legend>
            {(["milliseconds", "training_seconds"] as const).map((name) => (
              <button
                key={name}
                type="button"
                class="button plain"
                aria-pressed={measure.value === name}
                onClick={() => (measure.value = name)}
              >
                {name === "milliseconds" ? "Speed in the page" : "Time to train"}
              </button>
            ))}
          </fieldset>
          <CompareChart
            rows={one.rows.filter((row) => row.status === "done")}
            scored={one.measure}
            measure={measure.value}
          />
          <p class="small soft">
            A dot is {explained[one.measure]}, the line where it likely is on new pictures. Green leads; a filled dot
            may be as good, and a hollow one is behind by more than chance.
          </p>
        </>
      )}
      <CompareTable store={store} rows={one.rows} scored={one.measure} />
      <p class="small soft figures">
        {when(one.created_at)} · {count(one.test_examples, one.measure === "r2" ? "test value" : "test picture")} · seed{" "}
        {one.seed} · Milliseconds are those of TensorFlow.js (wasm) in Node on Graft’s computer, in one thread; a
        browser may be quicker.
      </p>
    </section>
  );
}

function Progress({ one, onCancel }: { readonly one: Comparison; readonly onCancel: () => void }) {
  const running = one.rows.find((row) => row.status === "running");
  const part = running?.progress?.total ? running.progress.done / running.progress.total : 0;
  return (
    <div class="compare-progress" role="status">
      <p class="figures">
        {one.done} of {count(one.total, "training")} done
        {running && (
          <span class="soft">
            {" "}
            · {running.strategy} on {running.backbone}
          </span>
        )}
      </p>
      <div class="progress">
        <span style={{ transform: `scaleX(${(one.done + part) / one.total})` }} />
      </div>
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

import type { LabelsMetrics, ProjectClass } from "../../api/types";
import { between, percent } from "../../state/words";
import { PerClass } from "./per-class";

interface Props {
  readonly classes: readonly ProjectClass[];
  readonly metrics: LabelsMetrics;
}

/** How good several labels are: pictures with every label right, and each class on its own. */
export function TestedLabels({ classes, metrics }: Props) {
  const { exact_match, exact_interval, mean_average_precision: mean, interval, examples } = metrics;
  return (
    <>
      <section class="score" aria-label="Every label right">
        <p class="score-figure figures">{percent(exact_match, 1)}</p>
        <p class="figures">
          have every label right, of {examples} pictures it never saw.
          <br />
          <span class="soft">On new ones, likely {between(exact_interval as [number, number])}.</span>
        </p>
      </section>
      <dl class="facts figures">
        <div>
          <dt>Mean average precision</dt>
          <dd>
            {mean === null ? "–" : mean.toFixed(2)}
            {interval && <span class="soft"> likely {interval.map((end) => end.toFixed(2)).join(" to ")}</span>}
          </dd>
        </div>
      </dl>
      <PerClass classes={classes} metrics={metrics} />
    </>
  );
}

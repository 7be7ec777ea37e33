import type { NumberMetrics } from "../../api/types";
import { count, readable } from "../../state/words";
import { Scatter } from "./scatter";

interface Props {
  readonly metrics: NumberMetrics;
  readonly unit: string | null;
}

/** How good a number is: how far off on average, what share of the differences it explains. */
export function TestedNumber({ metrics, unit }: Props) {
  const { mae, rmse, mae_of_mean, r2, interval, examples, groups } = metrics;
  const things =
    groups === examples ? count(examples, "picture") : `${count(groups, "group")} (${count(examples, "picture")})`;
  return (
    <>
      <section class="score" aria-label="Error">
        <p class="score-figure figures">± {readable(mae, unit)}</p>
        <p class="figures">
          off on average, on {things} it never saw.
          <br />
          <span class="soft">Always answering with the middle would be off by {readable(mae_of_mean, unit)}.</span>
        </p>
      </section>
      <dl class="facts figures">
        <div>
          <dt>R²{metrics.transform === "log" && " of the logarithm"}</dt>
          <dd>
            {r2 === null ? "–" : r2.toFixed(2)}
            {interval && <span class="soft"> likely {interval.map((end) => end.toFixed(2)).join(" to ")}</span>}
          </dd>
        </div>
        <div>
          <dt>Root mean squared error</dt>
          <dd>{readable(rmse, unit)}</dd>
        </div>
      </dl>
      <Scatter metrics={metrics} unit={unit} />
    </>
  );
}

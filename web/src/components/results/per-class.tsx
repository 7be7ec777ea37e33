import type { LabelsMetrics, Metrics, ProjectClass } from "../../api/types";
import { percent } from "../../state/words";
import { colourOf } from "../shell/colour";

interface Props {
  readonly classes: readonly ProjectClass[];
  readonly metrics: Pick<Metrics, "per_class"> | Pick<LabelsMetrics, "per_class">;
}

const share = (value: number | null): string => (value === null ? "–" : percent(value));

export const nameOf = (classes: readonly ProjectClass[], id: string): string =>
  classes.find((one) => one.id === id)?.name ?? "Deleted class";

export function PerClass({ classes, metrics }: Props) {
  const ranked = metrics.per_class.some((one) => "average_precision" in one);
  return (
    <section class="stack">
      <h2>Class by class</h2>
      <div class="table-wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col" title="Of this class’s pictures, how many it recognised">
                Found
              </th>
              <th scope="col" title="When it says this class, how often that is so">
                Right when said
              </th>
              {ranked && (
                <th scope="col" title="Average precision: how far pictures of this class come before the others">
                  Ranked
                </th>
              )}
              <th scope="col">Tested</th>
            </tr>
          </thead>
          <tbody>
            {metrics.per_class.map((one) => (
              <tr key={one.class_id}>
                <th scope="row">
                  <span class="class-cell" style={colourOf(classes, one.class_id)}>
                    <span class="dot" /> <span class="clip">{nameOf(classes, one.class_id)}</span>
                  </span>
                </th>
                <td>{share(one.recall)}</td>
                <td>{share(one.precision)}</td>
                {ranked && <td>{share("average_precision" in one ? one.average_precision : null)}</td>}
                <td>{one.examples}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

import type { Metrics, ProjectClass } from "../../api/types";
import { nameOf } from "./per-class";

interface Props {
  readonly classes: readonly ProjectClass[];
  readonly metrics: Metrics;
}

/** What was taken for what: green is right, brick is mistaken, the stronger the more often. */
export function Confusion({ classes, metrics }: Props) {
  const names = metrics.per_class.map((one) => nameOf(classes, one.class_id));
  return (
    <section class="confusion">
      <h2>What it took for what</h2>
      <div class="table-wrap">
        <table>
          <caption class="unseen">Rows are what a picture shows, columns what the model said.</caption>
          <thead>
            <tr>
              <th scope="col">Is ↓ said →</th>
              {names.map((name, index) => (
                <th key={`${index} ${name}`} scope="col" class="clip" title={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {metrics.confusion.map((row, actual) => (
              <tr key={metrics.per_class[actual]?.class_id}>
                <th scope="row">{names[actual]}</th>
                {row.map((number, said) => (
                  <Cell key={metrics.per_class[said]?.class_id} number={number} row={row} right={said === actual} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface CellProps {
  readonly number: number;
  readonly row: readonly number[];
  readonly right: boolean;
}

function Cell({ number, row, right }: CellProps) {
  const total = row.reduce((sum, one) => sum + one, 0);
  const kind = number ? (right ? "cell right" : "cell mistaken") : "cell none";
  return (
    <td>
      <div class={kind} style={{ "--share": String(total ? number / total : 0) }}>
        <span>{number}</span>
      </div>
    </td>
  );
}

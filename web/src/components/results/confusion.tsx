import type { Metrics, ProjectClass } from "../../api/types";
import { count } from "../../state/words";
import type { Pair } from "./mistakes";
import { nameOf } from "./per-class";

interface Props {
  readonly classes: readonly ProjectClass[];
  readonly metrics: Metrics;
  /** A mistake was chosen, to see its pictures. */
  readonly onPair: (pair: Pair) => void;
}

/** What was taken for what: green is right, brick is mistaken, the stronger the more often. */
export function Confusion({ classes, metrics, onPair }: Props) {
  const ids = metrics.per_class.map((one) => one.class_id);
  const names = ids.map((id) => nameOf(classes, id));
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
              <tr key={ids[actual]}>
                <th scope="row">{names[actual]}</th>
                {row.map((number, said) => (
                  <Cell
                    key={ids[said]}
                    number={number}
                    row={row}
                    right={said === actual}
                    title={`${names[actual]}, taken for ${names[said]}: ${count(number, "picture")}`}
                    onPick={() => onPair({ is: ids[actual] ?? "", said: ids[said] ?? "" })}
                  />
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
  readonly title: string;
  readonly onPick: () => void;
}

function Cell({ number, row, right, title, onPick }: CellProps) {
  const total = row.reduce((sum, one) => sum + one, 0);
  const kind = number ? (right ? "cell right" : "cell mistaken") : "cell none";
  const style = { "--share": String(total ? number / total : 0) };
  return (
    <td>
      {number && !right ? (
        <button type="button" class={kind} style={style} title={title} aria-label={title} onClick={onPick}>
          <span>{number}</span>
        </button>
      ) : (
        <div class={kind} style={style}>
          <span>{number}</span>
        </div>
      )}
    </td>
  );
}

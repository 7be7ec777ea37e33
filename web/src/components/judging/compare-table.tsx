import type { ComparisonRow } from "../../api/types";
import { publish } from "../../state/editing";
import type { ProjectStore } from "../../state/project";
import { measured, type Scored, told, toldBetween } from "../../state/scores";
import { bytes } from "../../state/words";

interface Props {
  readonly store: ProjectStore;
  readonly rows: readonly ComparisonRow[];
  readonly scored: Scored;
}

/** The leaderboard, with the way to each evaluation and to using one. */
export function CompareTable({ store, rows, scored }: Props) {
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">Training</th>
            <th scope="col">{measured[scored]}</th>
            <th scope="col">Likely</th>
            <th scope="col" title="How much better the leader is, on the same pictures">
              Behind
            </th>
            <th scope="col">ms a picture</th>
            <th scope="col">Training</th>
            <th scope="col">Bundle</th>
            <th scope="col">
              <span class="unseen">Use</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.run_id} store={store} row={row} scored={scored} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends Omit<Props, "rows"> {
  readonly row: ComparisonRow;
}

function Row({ store, row, scored }: RowProps) {
  const name = (
    <th scope="row">
      {row.version === null ? row.backbone : <a href={`/p/${store.id}/runs/${row.run_id}`}>{row.backbone}</a>}
      <span class="compare-strategy small soft figures">
        {row.standing && `${row.standing.place} · `}
        {row.strategy}
      </span>
    </th>
  );
  if (row.status !== "done") {
    return (
      <tr>
        {name}
        <td colSpan={7} class="compare-state">
          <State row={row} />
        </td>
      </tr>
    );
  }
  return (
    <tr>
      {name}
      <td>{row.score === null ? "–" : told(scored, row.score)}</td>
      <td>{row.interval ? toldBetween(scored, row.interval) : "–"}</td>
      <td>{behind(row, scored)}</td>
      <td>{row.milliseconds?.toFixed(1) ?? "–"}</td>
      <td>{row.training_seconds === null ? "–" : `${row.training_seconds.toFixed(1)} s`}</td>
      <td>{row.bytes === null ? "–" : bytes(row.bytes)}</td>
      <td>
        <Use store={store} row={row} />
      </td>
    </tr>
  );
}

function behind({ standing }: ComparisonRow, scored: Scored): string {
  if (!standing) return "–";
  if (standing.leader) return "leads";
  const words = told(scored, standing.behind ?? 0);
  return standing.chance ? `${words}, maybe chance` : words;
}

function State({ row }: { readonly row: ComparisonRow }) {
  if (row.error) {
    return (
      <span class="wrong-text">
        {row.error.message} <code class="error-code">{row.error.code}</code>
      </span>
    );
  }
  if (row.status === "running") return <>{row.progress?.message ?? "Starting"} …</>;
  return <>{row.status === "queued" ? "Waiting" : "Cancelled"}</>;
}

function Use({ store, row }: { readonly store: ProjectStore; readonly row: ComparisonRow }) {
  const { version } = row;
  if (version === null) return null;
  if (store.current.value?.number === version) return <span class="badge">answers now</span>;
  return (
    <button type="button" class="button" onClick={() => void publish(store, version)}>
      Use this one
    </button>
  );
}

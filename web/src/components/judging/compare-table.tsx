import type { ComparisonRow } from "../../api/types";
import { publish } from "../../state/editing";
import type { ProjectStore } from "../../state/project";
import { between, bytes, percent } from "../../state/words";

interface Props {
  readonly store: ProjectStore;
  readonly rows: readonly ComparisonRow[];
}

/** The leaderboard, with the way to each evaluation and to using one. */
export function CompareTable({ store, rows }: Props) {
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">Training</th>
            <th scope="col">Right</th>
            <th scope="col">Likely</th>
            <th scope="col" title="The leader’s accuracy less this one’s, on the same pictures">
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
            <Row key={row.run_id} store={store} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ store, row }: { readonly store: ProjectStore; readonly row: ComparisonRow }) {
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
      <td>{row.accuracy === null ? "–" : percent(row.accuracy, 1)}</td>
      <td>{row.interval ? between(row.interval) : "–"}</td>
      <td>{behind(row)}</td>
      <td>{row.milliseconds?.toFixed(1) ?? "–"}</td>
      <td>{row.training_seconds === null ? "–" : `${row.training_seconds.toFixed(1)} s`}</td>
      <td>{row.bytes === null ? "–" : bytes(row.bytes)}</td>
      <td>
        <Use store={store} row={row} />
      </td>
    </tr>
  );
}

function behind({ standing }: ComparisonRow): string {
  if (!standing) return "–";
  if (standing.leader) return "leads";
  const told = percent(standing.behind ?? 0, 1);
  return standing.chance ? `${told}, maybe chance` : told;
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

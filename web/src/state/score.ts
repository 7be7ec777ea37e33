import type { Version } from "../api/types";
import { percent, readable } from "./words";

export interface Score {
  readonly figure: string;
  readonly detail: string;
}

/** How good a version is that answers with a number or several labels; nothing where it was not tested. */
export function score(version: Version, unit: string | null): Score | null {
  const { task, mae, r2, exact_match, mean_average_precision: mean, interval, test_examples } = version;
  if (!test_examples) return null;
  const likely = interval ? `, likely ${interval.map((end) => end.toFixed(2)).join(" to ")}` : "";
  if (task === "regression" && mae !== null) {
    return { figure: `± ${readable(mae, unit)}`, detail: r2 === null ? "" : `R² ${r2.toFixed(2)}${likely}` };
  }
  if (task === "multi_label" && exact_match !== null) {
    const detail = mean === null ? "" : `mean average precision ${mean.toFixed(2)}${likely}`;
    return { figure: `${percent(exact_match)} wholly right`, detail };
  }
  return null;
}

/** What the rows of a comparison are measured by, in words. */
import type { Comparison } from "../api/types";
import { between, percent } from "./words";

export type Scored = Comparison["measure"];

export const measured: Readonly<Record<Scored, string>> = {
  accuracy: "Right",
  exact_match: "All labels right",
  r2: "R²",
};

export const explained: Readonly<Record<Scored, string>> = {
  accuracy: "the share that came out right",
  exact_match: "the share of pictures with every label right",
  r2: "R², the share of the values’ differences that it explains",
};

export function told(scored: Scored, value: number, digits = 1): string {
  // By way of a number: what is hardly below nothing has no sign.
  return scored === "r2" ? Number(value.toFixed(2)).toFixed(2) : percent(value, digits);
}

export function toldBetween(scored: Scored, [low, high]: readonly [number, number]): string {
  return scored === "r2" ? `${told(scored, low)} to ${told(scored, high)}` : between([low, high]);
}

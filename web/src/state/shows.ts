/** What a picture shows, as it is typed and toggled. */
import type { Example } from "../api/types";

/** A number as it was typed; nothing where it is none. A comma is taken for a point when there is no point. */
export function typedNumber(text: string): number | null {
  const trimmed = text.replace(/[\s\u00a0_]/g, "");
  const plain = trimmed.includes(".") ? trimmed.replaceAll(",", "") : trimmed.replace(",", ".");
  const value = Number(plain);
  return plain !== "" && Number.isFinite(value) ? value : null;
}

/** Whether it is known what a picture shows. */
export const isLabelled = (example: Example): boolean =>
  example.value !== null || example.class_ids.length > 0 || example.none_of_these;

/** The picture shows the class, or shows it no longer. */
export function toggled(classIds: readonly string[], id: string): readonly string[] {
  return classIds.includes(id) ? classIds.filter((one) => one !== id) : [...classIds, id];
}

/** What a picture shows, as it is typed and toggled. */
import type { Example } from "../api/types";

const byCommas = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const byPoints = /^[+-]?[1-9]\d{0,2}((\.\d{3})+,\d+|(\.\d{3}){2,})$/;

/**
 * A number as it was typed; nothing where it is none. A lone comma before three digits sets thousands apart, as this
 * page writes them (615,000); any other is a decimal one (1,5), and so is the comma of 1.234,5.
 */
export function typedNumber(text: string): number | null {
  const typed = text.replace(/[\s_'’]/g, "");
  const grouped = byCommas.test(typed) ? typed.replaceAll(",", "") : typed;
  const plain = (byPoints.test(grouped) ? grouped.replaceAll(".", "") : grouped).replace(",", ".");
  const value = Number(plain);
  return plain !== "" && Number.isFinite(value) ? value : null;
}

/** What is said of something typed that is no number. */
export const noNumber = (text: string): string => `A value is a number, as 12.5 or 615,000. Received: ${text.trim()}`;

/** Whether it is known what a picture shows. */
export const isLabelled = (example: Example): boolean =>
  example.value !== null || example.class_ids.length > 0 || example.none_of_these;

/** The picture shows the class, or shows it no longer. */
export function toggled(classIds: readonly string[], id: string): readonly string[] {
  return classIds.includes(id) ? classIds.filter((one) => one !== id) : [...classIds, id];
}

import type { ProjectClass } from "../../api/types";

const colours = 8;

/** Sets a class's colour for its element and all in it, as `--of`. */
export function coloured(color: number): { "--of": string } {
  return { "--of": `var(--class-${color % colours})` };
}

export function colourOf(classes: readonly ProjectClass[], id: string): { "--of": string } {
  const found = classes.find((one) => one.id === id);
  return coloured(found?.color ?? 7);
}

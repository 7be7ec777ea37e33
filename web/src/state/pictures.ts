import type { Example } from "../api/types";

/** How many of a class's newest pictures are kept for its card. */
export const showPictures = 32;

export interface ClassPictures {
  readonly items: readonly Example[];
  readonly total: number;
}

export type Pictures = ReadonlyMap<string, ClassPictures>;

/** Key of all pictures together, in a project whose task is not one label. */
export const everything = "";

/** Of those, pictures on a page. */
export const pageSize = 60;

/** Of those, which are listed. */
export interface Listed {
  readonly from: number;
  /** Only those to be labelled. */
  readonly open: boolean;
}

/** Under which key a picture is kept. */
export const placeOf = (example: Example): string => example.class_id ?? everything;

const none: ClassPictures = { items: [], total: 0 };

export function withoutPictures(pictures: Pictures, examples: readonly Example[]): Pictures {
  const gone = new Set(examples.map((one) => one.id));
  const next = new Map(pictures);
  for (const [id, { items, total }] of pictures) {
    const lost = examples.filter((one) => placeOf(one) === id).length;
    if (lost) next.set(id, { items: items.filter((one) => !gone.has(one.id)), total: Math.max(0, total - lost) });
  }
  return next;
}

/** Puts a picture first in its class, taking it out of any class it was in before. */
export function withPicture(pictures: Pictures, example: Example): Pictures {
  const next = new Map(pictures);
  for (const [id, { items, total }] of pictures) {
    const kept = items.filter((one) => one.id !== example.id);
    if (kept.length < items.length) next.set(id, { items: kept, total: total - 1 });
  }
  const { items, total } = next.get(placeOf(example)) ?? none;
  return next.set(placeOf(example), { items: [example, ...items].slice(0, showPictures), total: total + 1 });
}

/** Saying what pictures show, where the task is a number or several labels. */
import * as api from "../api/graft";
import type { Example } from "../api/types";
import type { FoundFile } from "./folders";
import { addPictures, importZips } from "./importing";
import { everything, withPicture } from "./pictures";
import type { ProjectStore } from "./project";
import { attempt } from "./toasts";

/** A number as it was typed; nothing where it is none. A comma is taken for a point when there is no point. */
export function typedNumber(text: string): number | null {
  const trimmed = text.replace(/[\s\u00a0_]/g, "");
  const plain = trimmed.includes(".") ? trimmed.replaceAll(",", "") : trimmed.replace(",", ".");
  const value = Number(plain);
  return plain !== "" && Number.isFinite(value) ? value : null;
}

/** Brings in what was dropped: zips by their listing, pictures with what was said of them. */
export async function addShown(
  store: ProjectStore,
  found: readonly FoundFile[],
  shows: api.Shows | undefined,
): Promise<void> {
  const pictures = await importZips(store, found);
  await addPictures(
    store,
    everything,
    pictures.map((picture) => ({ picture, source: "upload", shows })),
  );
}

export async function relabel(store: ProjectStore, example: Example, shows: api.Shows): Promise<void> {
  await attempt(async () => {
    const changed = await api.examples.relabel(store.id, example.id, shows);
    const before = store.pictures.peek().get(everything);
    const items = before?.items.map((one) => (one.id === changed.id ? changed : one));
    if (before && items) store.pictures.value = new Map(store.pictures.peek()).set(everything, { ...before, items });
    else store.pictures.value = withPicture(store.pictures.peek(), changed);
    store.relabelled.value = true;
  });
}

/** Whether it is known what a picture shows. */
export const isLabelled = (example: Example): boolean =>
  example.value !== null || example.class_ids.length > 0 || example.none_of_these;

/** The picture shows the class, or shows it no longer. */
export function toggled(classIds: readonly string[], id: string): readonly string[] {
  return classIds.includes(id) ? classIds.filter((one) => one !== id) : [...classIds, id];
}

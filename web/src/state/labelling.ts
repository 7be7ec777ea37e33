/** Saying what pictures show, where the task is a number or several labels. */
import * as api from "../api/graft";
import type { Example } from "../api/types";
import type { FoundFile } from "./folders";
import { addPictures, importListed } from "./importing";
import { everything, withPicture } from "./pictures";
import type { ProjectStore } from "./project";
import { attempt } from "./toasts";

/** Brings in what was dropped: zips by their listing, pictures with what was said of them. */
export async function addShown(
  store: ProjectStore,
  found: readonly FoundFile[],
  shows: api.Shows | undefined,
): Promise<void> {
  const pictures = await importListed(store, found);
  await addPictures(
    store,
    everything,
    pictures.map(({ file }) => ({ picture: file, source: "upload", shows })),
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

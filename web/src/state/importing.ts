/** Bringing pictures in: single ones, folders of class folders, and zips. */

import type { Shows } from "../api/graft";
import * as api from "../api/graft";
import type { Source, Split } from "../api/types";
import { addClass } from "./editing";
import type { FoundFile } from "./folders";
import { planFolder } from "./folders";
import type { ProjectStore } from "./project";
import { outbox } from "./sending";
import { attempt } from "./toasts";

export interface Shown {
  readonly picture: Blob;
  readonly source: Source;
  readonly group?: string;
  readonly split?: Split | null;
  readonly move?: boolean;
  readonly shows?: Shows | undefined;
}

/** Whether files say by themselves what they belong to: a zip, or a folder. */
export const tellsClasses = ({ file, folders }: FoundFile): boolean => isZip(file) || folders.length > 0;

const isZip = (file: File): boolean => /\.zip$/i.test(file.name) || file.type === "application/zip";

export async function addPictures(store: ProjectStore, classId: string, shown: readonly Shown[]): Promise<void> {
  const parcels = shown.map(({ picture, source, group, split, move, shows }) => ({
    project: store.id,
    picture,
    classId,
    source,
    group: group ?? null,
    split: split ?? null,
    fileName: picture instanceof File ? picture.name : null,
    move: move ?? false,
    shows,
  }));
  await attempt(() => outbox.add(parcels));
}

/** `columns`: as a person said, after the server had not found them. */
export async function importZip(store: ProjectStore, archive: File, columns?: api.Columns): Promise<void> {
  await attempt(async () => {
    store.sendingArchive.value = archive.name;
    try {
      const { job } = await api.imports.create(store.id, archive, columns);
      store.sentArchive = { archive, job: job.id };
      store.take(job);
    } finally {
      store.sendingArchive.value = null;
    }
  });
}

/** Sends every zip; returns the other files. */
async function importZips(store: ProjectStore, found: readonly FoundFile[]): Promise<readonly FoundFile[]> {
  for (const { file } of found) if (isZip(file)) await importZip(store, file);
  return found.filter(({ file }) => !isZip(file));
}

/** Sends every zip, and pictures beside a CSV file of what they show as one more: the server reads them together. */
export async function importListed(store: ProjectStore, found: readonly FoundFile[]): Promise<readonly FoundFile[]> {
  const rest = await importZips(store, found);
  if (!rest.some(({ file }) => /\.csv$/i.test(file.name))) return rest;
  await attempt(async () => {
    const { downloadZip } = await import("client-zip");
    const named = rest.map(({ file, folders }) => ({ name: [...folders, file.name].join("/"), input: file }));
    const zip = await downloadZip(named).blob();
    await importZip(store, new File([zip], `${rest[0]?.folders[0] ?? "pictures"}.zip`));
  });
  return [];
}

async function classNamed(store: ProjectStore, name: string): Promise<string | undefined> {
  const known = store.classes.peek().find((one) => one.name.toLowerCase() === name.toLowerCase());
  return known?.id ?? (await addClass(store, name))?.id;
}

/** Each folder of pictures becomes a class. Returns the files that lay in no folder. */
async function importFolders(store: ProjectStore, found: readonly FoundFile[]): Promise<readonly File[]> {
  if (store.task.peek() !== "single_label") return found.map(({ file }) => file);
  const { classes, loose } = planFolder(found);
  for (const [name, placed] of classes) {
    const id = await classNamed(store, name);
    if (!id) return loose;
    await addPictures(
      store,
      id,
      placed.map(({ file, split }) => ({ picture: file, source: "import", split })),
    );
  }
  return loose;
}

/** Whatever was dropped on the page at large. Returns the pictures that belong to no class yet. */
export async function importAnything(store: ProjectStore, found: readonly FoundFile[]): Promise<readonly File[]> {
  return importFolders(store, await importListed(store, found));
}

/** What was dropped on a class: everything in it is that class's, zips apart. */
export async function importInto(store: ProjectStore, classId: string, found: readonly FoundFile[]): Promise<void> {
  const pictures = await importZips(store, found);
  await addPictures(
    store,
    classId,
    pictures.map(({ file }) => ({ picture: file, source: "upload" })),
  );
}

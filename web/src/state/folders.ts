/** Reading dropped files and folders, and which class each file belongs to. */
import type { Split } from "../api/types";

export interface FoundFile {
  readonly file: File;
  /** Names of the folders it lies in, outermost first. */
  readonly folders: readonly string[];
}

interface Placed {
  readonly file: File;
  readonly split: Split | null;
}

export interface FolderPlan {
  readonly classes: ReadonlyMap<string, readonly Placed[]>;
  readonly loose: readonly File[];
}

const splits: Readonly<Record<string, Split>> = {
  train: "train",
  training: "train",
  val: "val",
  valid: "val",
  validation: "val",
  test: "test",
  testing: "test",
};

const splitOf = (folder: string): Split | undefined => splits[folder.toLowerCase()];

/** A file's class is the folder it lies in; a folder named like a split says its split. */
export function planFolder(found: readonly FoundFile[]): FolderPlan {
  const classes = new Map<string, Placed[]>();
  const loose: File[] = [];
  for (const { file, folders } of found) {
    const name = folders.findLast((folder) => !splitOf(folder));
    const split = folders.map(splitOf).find(Boolean) ?? null;
    if (!name) loose.push(file);
    else classes.set(name, [...(classes.get(name) ?? []), { file, split }]);
  }
  return { classes, loose };
}

const visible = (name: string): boolean => !name.startsWith(".") && name !== "Thumbs.db" && name !== "__MACOSX";

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

async function entriesOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  // A reader gives a hundred at a time and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return all;
    all.push(...some);
  }
}

async function walk(entry: FileSystemEntry, folders: readonly string[]): Promise<FoundFile[]> {
  if (!visible(entry.name)) return [];
  if (entry.isFile) return [{ file: await fileOf(entry as FileSystemFileEntry), folders }];
  const found: FoundFile[] = [];
  for (const child of await entriesOf(entry as FileSystemDirectoryEntry)) {
    found.push(...(await walk(child, [...folders, entry.name])));
  }
  return found;
}

/** All files of a drop or paste, folders opened. Must be called before the event has ended. */
export async function filesOf(transfer: DataTransfer): Promise<FoundFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  // Pasted pictures, and drops that scripts make, are files without an entry.
  if (!entries.length) return [...transfer.files].map((file) => ({ file, folders: [] }));
  return (await Promise.all(entries.map((entry) => walk(entry, [])))).flat();
}

/** Files of a file dialog, a folder dialog included. */
export function filesOfDialog(files: Iterable<File>): FoundFile[] {
  return [...files]
    .filter((file) => visible(file.name))
    .map((file) => ({ file, folders: file.webkitRelativePath.split("/").slice(0, -1) }));
}

import { signal } from "@preact/signals";
import * as api from "../api/graft";
import type { Project } from "../api/types";
import type { FoundFile } from "./folders";
import { attempt, offerUndo } from "./toasts";

export const list = signal<readonly Project[] | null>(null);
/** Those that were deleted, the last one first. */
export const deleted = signal<readonly Project[]>([]);
export const trouble = signal<string | null>(null);

export async function refreshProjects(): Promise<void> {
  try {
    const removed = api.projects.removed().catch(() => null); // nothing else waits for them, or fails with them
    list.value = (await api.projects.list()).items;
    deleted.value = (await removed)?.items ?? [];
    trouble.value = null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    trouble.value = error.message;
  }
}

/** A name no project has yet: “Project 2”. */
export function freeProjectName(): string {
  const taken = new Set(list.peek()?.map((one) => one.name));
  let number = taken.size + 1;
  while (taken.has(`Project ${number}`)) number += 1;
  return `Project ${number}`;
}

/** A dropped zip's or folder's own name, with a number behind it where there is such a project. */
export function nameFor([first]: readonly FoundFile[]): string {
  const name = (first?.folders[0] ?? first?.file.name.replace(/\.zip$/i, ""))?.trim();
  if (!name) return freeProjectName();
  const taken = new Set(list.peek()?.map((one) => one.name));
  let [found, number] = [name, 2];
  while (taken.has(found)) found = `${name} ${number++}`;
  return found;
}

export function createProject(name: string, about?: api.About): Promise<Project | undefined> {
  return attempt(() => api.projects.create(name, about));
}

export async function renameProject(project: Project, name: string): Promise<boolean> {
  const done = await attempt(async () => {
    const renamed = await api.projects.rename(project.id, name);
    list.value = list.peek()?.map((one) => (one.id === project.id ? renamed : one)) ?? null;
    return true;
  });
  return done ?? false;
}

export async function removeProject(project: Project): Promise<void> {
  await attempt(async () => {
    await api.projects.remove(project.id);
    list.value = list.peek()?.filter((one) => one.id !== project.id) ?? null;
    offerUndo(`Deleted ${project.name}.`, () => restoreProject(project));
    await refreshProjects();
  });
}

export async function restoreProject(project: Project): Promise<void> {
  await api.projects.restore(project.id);
  await refreshProjects();
}

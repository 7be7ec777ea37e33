/** What a person does to a project's classes, pictures and runs; each failure is shown as its sentence. */
import { effect, signal } from "@preact/signals";
import * as api from "../api/graft";
import type { Example, ProjectClass, Wish } from "../api/types";
import { placeOf } from "./pictures";
import type { ProjectStore } from "./project";
import { outbox } from "./sending";
import { attempt, offerUndo, say } from "./toasts";
import { count } from "./words";

/** A name no class has yet: “Class 3”. */
function freeName(classes: readonly ProjectClass[]): string {
  const taken = new Set(classes.map((one) => one.name.toLowerCase()));
  let number = classes.length + 1;
  while (taken.has(`class ${number}`)) number += 1;
  return `Class ${number}`;
}

export function addClass(
  store: ProjectStore,
  name = freeName(store.classes.peek()),
): Promise<ProjectClass | undefined> {
  return attempt(async () => {
    const made = await api.classes.create(store.id, name);
    const others = store.classes.peek().filter((one) => one.id !== made.id);
    store.classes.value = [...others, made];
    return made;
  });
}

/** Id of the class that was just added by hand, and is to be named. */
export const fresh = signal<string | null>(null);

export async function addClassToName(store: ProjectStore): Promise<void> {
  fresh.value = (await addClass(store))?.id ?? null;
}

export async function renameOpenProject(store: ProjectStore, name: string): Promise<boolean> {
  const done = await attempt(async () => {
    store.project.value = await api.projects.rename(store.id, name);
    return true;
  });
  return done ?? false;
}

export async function renameClass(store: ProjectStore, one: ProjectClass, name: string): Promise<boolean> {
  const done = await attempt(async () => {
    const renamed = await api.classes.rename(store.id, one.id, name);
    store.classes.value = store.classes.peek().map((other) => (other.id === one.id ? renamed : other));
    return true;
  });
  return done ?? false;
}

export async function removeClass(store: ProjectStore, one: ProjectClass): Promise<void> {
  await attempt(async () => {
    await api.classes.remove(store.id, one.id);
    store.classes.value = store.classes.peek().filter((other) => other.id !== one.id);
    offerUndo(`Deleted ${one.name}.`, async () => {
      await api.classes.restore(store.id, one.id);
      await store.refreshClasses();
    });
  });
}

export async function removePictures(store: ProjectStore, examples: readonly Example[]): Promise<boolean> {
  const ids = examples.map((one) => one.id);
  const removed = await attempt(async () => {
    await api.examples.remove(store.id, ids);
    store.vanish(examples);
    await store.refreshClasses();
    offerUndo(`Removed ${count(ids.length, "picture")}.`, async () => {
      await api.examples.restore(store.id, ids);
      await store.refreshClasses();
    });
    return true;
  });
  return removed ?? false;
}

export async function movePictures(
  store: ProjectStore,
  examples: readonly Example[],
  to: ProjectClass,
): Promise<boolean> {
  const ids = examples.map((one) => one.id);
  const moved = await attempt(async () => {
    await api.examples.move(store.id, ids, to.id);
    store.relabelled.value = true;
    await store.refreshClasses();
    offerUndo(`Moved ${count(ids.length, "picture")} to ${to.name}.`, async () => {
      for (const from of new Set(examples.map(placeOf))) {
        const back = examples.filter((one) => placeOf(one) === from).map((one) => one.id);
        await api.examples.move(store.id, back, from);
      }
      await store.refreshClasses();
    });
    return true;
  });
  return moved ?? false;
}

/** Resolves when no picture of the project waits any more, or the server can't be reached, or Train was cancelled. */
function allSent(store: ProjectStore): Promise<void> {
  const waiting = outbox.waiting(store.id);
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (waiting.value > 0 && !outbox.stalled.value && store.pressed.value) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

/** Trains on everything shown so far: pictures still on their way are waited for. Returns the run, once it began. */
export async function train(store: ProjectStore, wish: Partial<Wish> = {}): Promise<string | undefined> {
  store.pressed.value = true;
  const begun = await attempt(async () => {
    await allSent(store);
    if (!store.pressed.peek()) return undefined;
    const { run, job } = await api.runs.create(store.id, wish);
    // Cancelled while the answer was on its way.
    store.take(store.pressed.peek() ? job : await api.jobs.cancel(job.id));
    return run;
  });
  store.pressed.value = false;
  return begun;
}

export async function cancelTraining(store: ProjectStore): Promise<void> {
  store.pressed.value = false;
  const job = store.training.peek();
  if (job) await attempt(async () => store.take(await api.jobs.cancel(job.id)));
}

export async function publish(store: ProjectStore, number: number): Promise<void> {
  await attempt(async () => {
    await api.versions.publish(store.id, number);
    await store.refreshVersions();
    say(`Version ${number} answers now.`);
  });
}

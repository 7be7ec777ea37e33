/** Pretrained weights that would do better than what comes with Graft: fetched only when a person asks. */
import { batch, signal } from "@preact/signals";
import * as api from "../api/graft";
import type { Job, Status } from "../api/types";
import { attempt, say } from "./toasts";

type Better = NonNullable<Status["better"]>;

/** The backbone new projects would use if its weights were here; null where the best one is. */
export const better = signal<Better | null>(null);
/** The backbone that projects use which ask for none. */
export const usual = signal<string | null>(null);
/** The newest fetch of it, at work or ended. */
export const fetching = signal<Job | null>(null);

export function takeStatus(status: Status): void {
  batch(() => {
    better.value = status.better;
    usual.value = status.backbone;
    if (status.better?.fetching) fetching.value = status.better.fetching as Job;
  });
}

/** A fetch has moved on; once it is done the status is asked anew, for it knows what is at hand. */
export async function takeFetch(job: Job): Promise<void> {
  if (fetching.peek()?.id !== job.id) return;
  fetching.value = job.status === "cancelled" ? null : job;
  if (job.status !== "done") return;
  takeStatus(await api.status());
  fetching.value = null;
  say("ImageNet weights are here. The next training uses them.");
}

export async function fetchBetter(): Promise<void> {
  const wanted = better.peek();
  if (!wanted) return;
  await attempt(async () => {
    fetching.value = await api.backbones.fetch(wanted.name);
  });
}

export async function cancelFetch(): Promise<void> {
  const job = fetching.peek();
  if (job) await attempt(async () => void (await takeFetch(await api.jobs.cancel(job.id))));
}

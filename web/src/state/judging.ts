/** Verdicts, advice and comparisons of the project on the screen. */
import { effect, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import * as api from "../api/graft";
import { ApiError, ServerAway } from "../api/http";
import type { Job } from "../api/types";
import type { ProjectStore } from "./project";
import { throttle } from "./throttle";

/** Milliseconds between two reads, and without any change before a costly one. */
const gentle = 400;
const still = 1000;

export interface Read<Data> {
  readonly data: Data | null;
  /** The sentence that says why there is none. */
  readonly trouble: string | null;
  readonly again: () => void;
}

/** What was read of the project, and a way to read it again. */
function useReading<Data>(store: ProjectStore, read: (id: string) => Promise<Data>, atOnce = true) {
  return useMemo(() => {
    const state = signal<Omit<Read<Data>, "again">>({ data: null, trouble: null });
    const now = () => {
      read(store.id)
        .then((data) => {
          state.value = { data, trouble: null };
        })
        .catch((error: unknown) => {
          if (!(error instanceof ApiError || error instanceof ServerAway)) throw error;
          state.value = { ...state.peek(), trouble: error.message };
        });
    };
    if (atOnce) now();
    return { state, now, again: throttle(now, gentle) };
  }, [store]);
}

/** Whether the job is still to end. */
export const going = (job: Job | null): boolean => job?.status === "queued" || job?.status === "running";

/**
 * Read again when something has changed that it depends on, and all has been still for a while since; unless
 * `atOnce`, for the first time too. Never beside a training, which it would slow down, nor while the model and the
 * pictures come: the server compares pictures with each other for it.
 */
export function useAdvice(store: ProjectStore, atOnce: boolean) {
  const { state, now } = useReading(store, api.advice.list, atOnce);
  useEffect(() => {
    let seen: readonly unknown[] | undefined;
    let stale = !atOnce;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = effect(() => {
      const { classes, total, looked, judging, training } = store;
      const moved = [classes.value, total.value, looked.value, judging.value?.status];
      stale ||= seen !== undefined && moved.some((one, place) => one !== seen?.[place]);
      seen = moved;
      clearTimeout(timer);
      if (!stale || going(training.value)) return;
      timer = setTimeout(() => {
        stale = false;
        now();
      }, still);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store, now]);
  return state.value;
}

export function useComparisons(store: ProjectStore) {
  const { state, again } = useReading(store, api.comparisons.list);
  useEffect(() => {
    let first = true;
    return effect(() => {
      if (store.judging.value && !first) again();
      first = false;
    });
  }, [store, again]);
  return { ...state.value, again };
}

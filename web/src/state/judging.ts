/** Verdicts, advice and comparisons of the project on the screen. */
import { effect, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import * as api from "../api/graft";
import { ApiError, ServerAway } from "../api/http";
import type { Job } from "../api/types";
import type { ProjectStore } from "./project";
import { throttle } from "./throttle";

const gentle = 400;

export interface Read<Data> {
  readonly data: Data | null;
  /** The sentence that says why there is none. */
  readonly trouble: string | null;
  readonly again: () => void;
}

/** Reads something of the project, and again whenever `moves` tells that it may have changed. */
export function useRead<Data>(
  store: ProjectStore,
  read: (id: string) => Promise<Data>,
  moves: (store: ProjectStore) => unknown,
): Read<Data> {
  const state = useMemo(() => signal<Omit<Read<Data>, "again">>({ data: null, trouble: null }), [store]);
  const again = useMemo(() => {
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
    now();
    return throttle(now, gentle);
  }, [store]);
  useEffect(() => {
    let first = true;
    return effect(() => {
      moves(store);
      if (!first) again();
      first = false;
    });
  }, [store, again]);
  return { ...state.value, again };
}

/** Whether the job is still to end. */
export const going = (job: Job | null): boolean => job?.status === "queued" || job?.status === "running";

export const useAdvice = (store: ProjectStore) =>
  useRead(store, api.advice.list, ({ classes, total, versions, judging }) => [
    classes.value,
    total.value,
    versions.value,
    judging.value?.status,
  ]);

export const useComparisons = (store: ProjectStore) =>
  useRead(store, api.comparisons.list, ({ judging }) => judging.value);

/** This browser's memory of what served best here. */
import { openDB } from "idb";

/** What a device chose before, by a network's SHA-256. Both may fail without harm. */
export interface Remembered<Choice> {
  get(sha256: string): Promise<Choice | undefined>;
  set(sha256: string, choice: Choice): Promise<void>;
}

/** Changes with the engine, so that an old choice is made anew. */
const GENERATION = 5;
const STORES = ["threads", "graphics"] as const;

/** Opened once. A newer page that wants to change the stores is not kept waiting. */
const database = openDB("graft-vision", 2, {
  upgrade: (db) => {
    for (const store of STORES) if (!db.objectStoreNames.contains(store)) db.createObjectStore(store);
  },
  blocking: (_current, _blocked, { target }) => (target as IDBDatabase).close(),
});
// Whoever asks hears of what went wrong.
database.catch(() => {});

const named = (sha256: string) => `${GENERATION} ${navigator.hardwareConcurrency} ${navigator.userAgent} ${sha256}`;

export function remembered<Choice>(store: (typeof STORES)[number]): Remembered<Choice> {
  return {
    get: async (sha256) => (await database).get(store, named(sha256)),
    set: async (sha256, choice) => void (await (await database).put(store, choice, named(sha256))),
  };
}

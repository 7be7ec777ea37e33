import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { UploadFields } from "../api/graft";

/** A picture on its way to the server, kept here until the server has acknowledged it. */
export interface Parcel extends UploadFields {
  readonly project: string;
  readonly picture: Blob;
}

/** A parcel the server will not take; the picture is kept until someone decides. */
export interface Returned extends Parcel {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export type Stored<Value> = Value & { readonly id: number };

interface Schema extends DBSchema {
  waiting: { key: number; value: Parcel };
  returned: { key: number; value: Returned };
}

export type OutboxDatabase = IDBPDatabase<Schema>;

const own = { autoIncrement: true } as const;

export function openOutbox(name = "graft-outbox"): Promise<OutboxDatabase> {
  return openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore("waiting", own);
      database.createObjectStore("returned", own);
    },
  });
}

/** Every value of a store with its key, oldest first. */
export async function all<Store extends "waiting" | "returned">(
  database: OutboxDatabase,
  store: Store,
): Promise<Stored<Schema[Store]["value"]>[]> {
  const reading = database.transaction(store).store;
  const [values, keys] = await Promise.all([reading.getAll(), reading.getAllKeys()]);
  return values.map((value, index) => ({ ...value, id: keys[index] as number }));
}

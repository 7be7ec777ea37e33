import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { ApiError } from "../api/http";
import type { Upload } from "../api/types";
import { all, type OutboxDatabase, openOutbox, type Parcel, type Returned, type Stored } from "./database";

export type Send = (parcel: Parcel) => Promise<Upload>;
export type Delivered = (parcel: Parcel, upload: Upload) => void;

export interface OutboxOptions {
  readonly send: Send;
  /** Milliseconds to wait after the nth failure in a row. */
  readonly backoff?: (failures: number) => number;
  readonly name?: string;
}

interface Label {
  readonly project: string;
  readonly classId: string;
}

/** Browsers keep six connections to a server: some stay free for thumbnails and events. */
const lanes = 3;
const doubling = (failures: number): number => Math.min(500 * 2 ** (failures - 1), 15_000);

/** Pictures go in here first and leave when the server has them, across reloads and outages. */
export class Outbox {
  readonly #labels = new Map<number, Label>();
  /** How many wait, by project and by class: with thousands on their way, none is counted again for each that leaves. */
  readonly #counts = signal<ReadonlyMap<string, number>>(new Map());
  readonly #returned = signal<readonly Stored<Returned>[]>([]);
  readonly #stalled = signal(false);
  readonly #underway = new Set<number>();
  readonly #listeners = new Set<Delivered>();
  readonly #opening: Promise<OutboxDatabase>;
  readonly #backoff: (failures: number) => number;
  #failures = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: OutboxOptions) {
    this.#backoff = options.backoff ?? doubling;
    this.#opening = openOutbox(options.name);
    void this.#recover();
  }

  /** True while the server can't be reached and pictures wait for it. */
  get stalled(): ReadonlySignal<boolean> {
    return this.#stalled;
  }

  returned(project: string): ReadonlySignal<readonly Stored<Returned>[]> {
    return computed(() => this.#returned.value.filter((one) => one.project === project));
  }

  /** How many pictures wait, of a project or one of its classes. */
  waiting(project: string, classId?: string): ReadonlySignal<number> {
    return computed(() => this.#counts.value.get(classId ? `${project} ${classId}` : project) ?? 0);
  }

  /** Calls `delivered` for every picture the server takes, until the returned function is called. */
  listen(delivered: Delivered): () => void {
    this.#listeners.add(delivered);
    return () => this.#listeners.delete(delivered);
  }

  /** Resolves when the pictures are safely stored on this device. */
  async add(parcels: readonly Parcel[]): Promise<void> {
    const transaction = (await this.#opening).transaction("waiting", "readwrite");
    const ids = await Promise.all(parcels.map((parcel) => transaction.store.add(parcel)));
    await transaction.done;
    this.#label(parcels.map((parcel, index) => [ids[index] as number, parcel]));
    this.#pump();
  }

  /** Sends a returned picture again; with `move`, taking it out of the class it was found in. */
  async resend(id: number, move: boolean): Promise<void> {
    const parcel = this.#returned.value.find((one) => one.id === id);
    if (!parcel) return;
    const { id: _, status, code, message, ...rest } = parcel;
    await this.add([{ ...rest, move: move || rest.move }]);
    await this.dismiss([id]);
  }

  async dismiss(ids: readonly number[]): Promise<void> {
    const database = await this.#opening;
    await Promise.all(ids.map((id) => database.delete("returned", id)));
    this.#returned.value = this.#returned.value.filter((one) => !ids.includes(one.id));
  }

  /** Tries at once instead of waiting out the pause: the network or the server is back. */
  retry(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#pump();
  }

  async #recover(): Promise<void> {
    const database = await this.#opening;
    this.#returned.value = await all(database, "returned");
    this.#label((await all(database, "waiting")).map((one) => [one.id, one]));
    this.#pump();
  }

  #label(entries: readonly (readonly [number, Label])[]): void {
    // What is put in while the outbox recovers is met twice.
    const fresh = entries.filter(([id]) => !this.#labels.has(id));
    for (const [id, { project, classId }] of fresh) this.#labels.set(id, { project, classId });
    this.#count(
      fresh.map(([, label]) => label),
      1,
    );
  }

  #count(labels: readonly Label[], by: 1 | -1): void {
    const counts = new Map(this.#counts.peek());
    for (const { project, classId } of labels)
      for (const key of classId ? [project, `${project} ${classId}`] : [project])
        counts.set(key, (counts.get(key) ?? 0) + by);
    this.#counts.value = counts;
  }

  #pump(): void {
    if (this.#pause !== undefined) return;
    for (const id of this.#labels.keys()) {
      // After a failure one picture goes ahead to see whether the server is back.
      if (this.#underway.size >= (this.#failures ? 1 : lanes)) return;
      if (!this.#underway.has(id)) void this.#carry(id);
    }
  }

  async #carry(id: number): Promise<void> {
    this.#underway.add(id);
    try {
      const parcel = await (await this.#opening).get("waiting", id);
      if (parcel) await this.#deliver(id, parcel);
      else this.#forget(id);
    } finally {
      this.#underway.delete(id);
      this.#pump();
    }
  }

  async #deliver(id: number, parcel: Parcel): Promise<void> {
    try {
      const upload = await this.options.send(parcel);
      await (await this.#opening).delete("waiting", id);
      this.#failures = 0;
      this.#stalled.value = false;
      this.#forget(id);
      for (const delivered of this.#listeners) delivered(parcel, upload);
    } catch (error) {
      if (error instanceof ApiError && !error.passing) await this.#return(id, parcel, error);
      else this.#wait();
    }
  }

  async #return(id: number, parcel: Parcel, error: ApiError): Promise<void> {
    const value = { ...parcel, status: error.status, code: error.code, message: error.message };
    const transaction = (await this.#opening).transaction(["waiting", "returned"], "readwrite");
    const key = await transaction.objectStore("returned").add(value);
    await transaction.objectStore("waiting").delete(id);
    await transaction.done;
    this.#returned.value = [...this.#returned.value, { ...value, id: key }];
    this.#forget(id);
  }

  #forget(id: number): void {
    const label = this.#labels.get(id);
    if (label && this.#labels.delete(id)) this.#count([label], -1);
  }

  #wait(): void {
    this.#stalled.value = true;
    if (this.#pause !== undefined) return;
    this.#failures += 1;
    this.#pause = setTimeout(() => this.retry(), this.#backoff(this.#failures));
  }
}

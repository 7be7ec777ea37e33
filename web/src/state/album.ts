/** A class's pictures by their place, newest first, read where somebody looks at them. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Example } from "../api/types";

export interface Portion {
  readonly items: readonly Example[];
  readonly total: number;
}

/** Reads `limit` pictures from the place `offset` on. */
export type Read = (offset: number, limit: number) => Promise<Portion>;

interface Part extends Pick<Portion, "items"> {
  /** Which state of the class it shows. */
  readonly edition: number;
}

/** Pictures in one question. */
export const partSize = 100;
/** Questions that are open at a time: whoever scrolls by is somewhere else when many are answered. */
const lanes = 2;
/** Parts that are kept: those looked at last. */
const most = 60;

export class Album {
  readonly #parts = signal<ReadonlyMap<number, Part>>(new Map());
  readonly #total;
  readonly #asked = new Set<number>();
  #edition = 0;
  /** After a question without an answer none is asked until somebody looks anew. */
  #resting = false;
  #first = 0;
  #last = -1;

  /** `failed` is told of a question without an answer. */
  constructor(
    private readonly read: Read,
    total: number,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#total = signal(total);
  }

  get total(): ReadonlySignal<number> {
    return this.#total;
  }

  /** The picture at a place, once it has been read. */
  at(place: number): Example | undefined {
    return this.#parts.value.get(Math.floor(place / partSize))?.items[place % partSize];
  }

  /** Somebody looks at the places from `from` to before `to`. */
  look(from: number, to: number): void {
    this.#first = Math.floor(from / partSize);
    this.#last = Math.ceil(to / partSize) - 1;
    this.#resting = false;
    this.#fill();
  }

  /** Something has come or gone: what is looked at stays until it has been read anew. */
  again(total = this.#total.peek()): void {
    this.#total.value = total;
    this.#edition += 1;
    this.#resting = false;
    this.#parts.value = new Map([...this.#parts.peek()].filter(([part]) => part >= this.#first && part <= this.#last));
    this.#fill();
  }

  /** All pictures from one place to another, read where they were not. */
  async between(from: number, to: number): Promise<readonly Example[]> {
    const found: Example[] = [];
    for (let part = Math.floor(from / partSize); part * partSize <= to; part++) {
      const known = this.#parts.peek().get(part);
      const { items } = known?.edition === this.#edition ? known : await this.read(part * partSize, partSize);
      found.push(...items.slice(Math.max(0, from - part * partSize), to + 1 - part * partSize));
    }
    return found;
  }

  #fill(): void {
    if (this.#resting) return;
    for (let part = this.#first; part <= this.#last && this.#asked.size < lanes; part++) {
      const fresh = this.#parts.peek().get(part)?.edition === this.#edition;
      if (!fresh && !this.#asked.has(part)) void this.#ask(part);
    }
  }

  async #ask(part: number): Promise<void> {
    const edition = this.#edition;
    this.#asked.add(part);
    try {
      const { items, total } = await this.read(part * partSize, partSize);
      this.#keep(part, { items, edition });
      this.#total.value = total;
    } catch (error) {
      this.#resting = true;
      this.failed(error);
    } finally {
      this.#asked.delete(part);
      this.#fill();
    }
  }

  #keep(part: number, read: Part): void {
    const parts = new Map(this.#parts.peek());
    parts.delete(part);
    parts.set(part, read);
    for (const oldest of parts.keys()) {
      if (parts.size <= most) break;
      parts.delete(oldest);
    }
    this.#parts.value = parts;
  }
}

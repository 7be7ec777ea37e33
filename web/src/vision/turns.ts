interface Turn {
  readonly run: () => Promise<void>;
  /** Called instead of `run` when the turn is given up. */
  readonly drop: () => void;
}

/**
 * One picture at a time. Of live frames only the newest waits; single pictures all wait, in order.
 * Where both wait they alternate, so neither a film nor a folder of pictures starves the other.
 */
export class Turns {
  private busy = false;
  private newest: Turn | null = null;
  private readonly queue: Turn[] = [];
  private newestIsNext = true;

  /** Answers null, and calls `dropped`, when a newer one took its place. */
  live<T>(run: () => Promise<T>, dropped: () => void): Promise<T | null> {
    return new Promise((resolve, reject) => {
      this.newest?.drop();
      this.newest = {
        run: () => run().then(resolve, reject),
        drop: () => {
          dropped();
          resolve(null);
        },
      };
      void this.next();
    });
  }

  /** Never given up, unless `signal` says so. */
  single<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const turn = { run: () => run().then(resolve, reject), drop: () => reject(signal?.reason) };
      this.queue.push(turn);
      signal?.addEventListener("abort", () => this.giveUp(turn), { once: true });
      void this.next();
    });
  }

  private giveUp(turn: Turn): void {
    const place = this.queue.indexOf(turn);
    if (place >= 0) this.queue.splice(place, 1);
    turn.drop();
  }

  private async next(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    for (let turn = this.choose(); turn; turn = this.choose()) await turn.run();
    this.busy = false;
  }

  private choose(): Turn | null {
    const live = this.newest && (this.newestIsNext || this.queue.length === 0) ? this.newest : null;
    this.newestIsNext = !live;
    if (!live) return this.queue.shift() ?? null;
    this.newest = null;
    return live;
  }
}

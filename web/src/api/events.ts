import type { Manifest } from "../vision/types";
import type { Job, Worker } from "./types";

export interface EventData {
  readonly job: { readonly job: Job };
  readonly examples: unknown;
  readonly classes: unknown;
  readonly embedding: unknown;
  readonly project: unknown;
  readonly version: { readonly version: number; readonly manifest: Manifest };
  readonly worker: { readonly worker: Worker };
}

type DataHandlers = { readonly [Kind in keyof EventData]?: (data: EventData[Kind]) => void };

export interface EventHandlers extends DataHandlers {
  /** The stream (re)opened: anything may have changed since it was last open. */
  readonly open: () => void;
  readonly lost: () => void;
}

const kinds = ["job", "examples", "classes", "embedding", "project", "version", "worker"] as const;
const slowest = 10_000;

/** Follows the events of a project, or of all where none is named, until the returned function is called; reconnects by itself. */
export function followEvents(project: string | null, handlers: EventHandlers): () => void {
  const takers: DataHandlers = handlers;
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = 500;

  const listen = <Kind extends keyof EventData>(kind: Kind): void => {
    stream?.addEventListener(kind, (event) => takers[kind]?.(JSON.parse(event.data)));
  };
  const connect = (): void => {
    stream = new EventSource(project === null ? "/api/events" : `/api/events?project=${encodeURIComponent(project)}`);
    stream.onopen = () => {
      wait = 500;
      handlers.open();
    };
    // The browser retries a broken stream, but gives up for good on an error answer: then we open a new one.
    stream.onerror = () => {
      handlers.lost();
      if (stream?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, slowest);
    };
    for (const kind of kinds) listen(kind);
  };
  connect();
  return () => {
    clearTimeout(timer);
    stream?.close();
  };
}

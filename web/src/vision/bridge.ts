/** The page's only way to the vision worker. */
import { VisionError } from "./failure";
import type { Answer, Operation, Picture, Question, Reply, Request } from "./messages";
import { Turns } from "./turns";
import type { ClassifierManifest, LoadEvent, Manifest, Memory, Naming, Prediction, Ready } from "./types";

export { VisionError } from "./failure";
export type { Picture } from "./messages";

interface Options {
  /** Where the manifest's paths are found. */
  readonly artifacts?: string;
}

interface LoadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: LoadEvent) => void) | undefined;
}

interface AskOptions extends LoadOptions {
  readonly transfer?: Transferable[];
}

interface Waiting {
  readonly resolve: (answer: Answer<Operation>) => void;
  readonly reject: (error: Error) => void;
  readonly onEvent: LoadOptions["onEvent"];
}

export class Vision {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  private readonly waiting = new Map<number, Waiting>();
  private readonly turns = new Turns();
  private readonly artifacts: string;
  private lastId = 0;
  /** Why the worker answers no more. */
  private ended: Error | null = null;

  constructor({ artifacts = "/artifacts/" }: Options = {}) {
    this.artifacts = new URL(artifacts, location.href).href;
    this.worker.onmessage = ({ data }: MessageEvent<Reply>) => this.receive(data);
    this.worker.onerror = (event) => this.fail(new VisionError("failed", `The vision worker failed: ${event.message}`));
  }

  /**
   * Makes the version of a manifest, or of an address where one is, the one that answers. Until it is ready the one
   * before keeps answering; where they share a backbone only the head is fetched. A later load ends this one with an
   * AbortError.
   */
  load(version: Manifest | string, { signal, onEvent }: LoadOptions = {}): Promise<Ready> {
    const manifest = typeof version === "string" ? new URL(version, location.href).href : version;
    return this.ask("load", { manifest, artifacts: this.artifacts }, { signal, onEvent });
  }

  /** Takes the frame over. Null when a newer frame took its place. */
  live(frame: ImageBitmap | VideoFrame | ImageData): Promise<Prediction | null> {
    return this.turns.live(
      () => this.ask("predict", { picture: frame }, { transfer: owned(frame) }),
      () => free(frame),
    );
  }

  /** Answers every picture, in order; a Blob may be any file the browser can decode. */
  predict(picture: Picture, { signal }: { signal?: AbortSignal } = {}): Promise<Prediction> {
    return this.turns.single(() => this.ask("predict", { picture }, { transfer: owned(picture) }), signal);
  }

  /** Makes a pretrained network the one that `name` asks. */
  async adopt(manifest: ClassifierManifest, { signal, onEvent }: LoadOptions = {}): Promise<void> {
    await this.ask("adopt", { manifest, artifacts: this.artifacts }, { signal, onEvent });
  }

  /** What the pretrained network calls the picture. */
  name(picture: Picture): Promise<Naming> {
    return this.turns.single(() => this.ask("name", { picture }, { transfer: owned(picture) }));
  }

  memory(): Promise<Memory> {
    return this.ask("memory", {});
  }

  close(): void {
    this.worker.terminate();
    this.fail(new DOMException("The vision worker was closed.", "AbortError"));
  }

  private ask<O extends Operation>(op: O, question: Question<O>, options: AskOptions = {}): Promise<Answer<O>> {
    const { transfer = [], signal, onEvent } = options;
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      if (this.ended) {
        for (const part of transfer) if ("close" in part) part.close();
        throw this.ended;
      }
      signal?.throwIfAborted();
      signal?.addEventListener("abort", () => this.post({ id, op: "cancel" }), { once: true });
      this.waiting.set(id, { resolve: resolve as Waiting["resolve"], reject, onEvent });
      this.post({ id, op, ...question } as Request, transfer);
    });
  }

  private post(request: Request, transfer: Transferable[] = []): void {
    this.worker.postMessage(request, transfer);
  }

  private receive(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    if (reply.kind === "event") {
      waiting?.onEvent?.(reply.event);
      return;
    }
    this.waiting.delete(reply.id);
    if (reply.kind === "answer") waiting?.resolve(reply.answer);
    else if (reply.code === "aborted") waiting?.reject(new DOMException(reply.message, "AbortError"));
    else waiting?.reject(new VisionError(reply.code, reply.message));
  }

  private fail(error: Error): void {
    this.ended = error;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

function owned(picture: Picture): Transferable[] {
  if (picture instanceof Blob) return [];
  return picture instanceof ImageData ? [picture.data.buffer] : [picture];
}

function free(frame: ImageBitmap | VideoFrame | ImageData): void {
  if (!(frame instanceof ImageData)) frame.close();
}

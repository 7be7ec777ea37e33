import { signal } from "@preact/signals";
import createClient from "openapi-fetch";
import type { paths } from "./schema";
import type { ErrorBody } from "./types";

/** The server answered with an error; `message` is its sentence. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(body.message);
  }
  get code(): string {
    return this.body.code;
  }
  /** Whether the very same request may succeed when it is tried again by itself: 500 is a mistake, and is not. */
  get passing(): boolean {
    return this.status > 500 || this.status === 408 || this.status === 429;
  }
}

/** No answer came: the server is stopped, restarting, or the network is gone. */
export class ServerAway extends Error {
  override readonly name = "ServerAway";
  constructor() {
    super("Graft isn’t answering. Check that it is still running on its computer.");
  }
}

export const client = createClient<paths>();

/** Of when what the page shows is, where the server is away and the service worker answered in its place. */
export const keptSince = signal<Date | null>(null);

interface Reply<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

function failure(status: number, body: unknown): ApiError {
  const { error } = (typeof body === "object" && body ? body : {}) as { error?: ErrorBody };
  return new ApiError(status, error ?? { code: `http_${status}`, message: `The server answered ${status}.` });
}

async function reached<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ServerAway();
  }
}

/** The data of an answer. Throws ApiError for an error answer and ServerAway when none came. */
export async function answer<Data>(call: Promise<Reply<Data>>): Promise<Data> {
  const { data, error, response } = await reached(call);
  const kept = response.headers.get("Graft-Kept");
  keptSince.value = kept ? new Date(kept) : null;
  if (!response.ok) throw failure(response.status, error);
  return data as Data;
}

/** Sends raw bytes, which the document's JSON bodies leave out. Throws as `answer` does. */
export async function send<Data>(
  path: string,
  query: Readonly<Record<string, string | null>>,
  body: Blob,
): Promise<Data> {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null);
  const headers = { "Content-Type": body.type || "application/octet-stream" };
  const response = await reached(fetch(`${path}?${new URLSearchParams(given)}`, { method: "POST", headers, body }));
  const data: unknown = await response.json().catch(() => null);
  if (!response.ok) throw failure(response.status, data);
  return data as Data;
}

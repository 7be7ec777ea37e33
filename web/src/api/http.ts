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
  /** Whether the same request may succeed later. */
  get passing(): boolean {
    return this.status >= 500 || this.status === 408 || this.status === 429;
  }
}

/** No answer came: the server is stopped, restarting, or the network is gone. */
export class ServerAway extends Error {
  override readonly name = "ServerAway";
  constructor() {
    super("Graft isn’t answering. Check that it is still running on its computer.");
  }
}

type Query = Readonly<Record<string, string | number | null | undefined>>;

interface Options {
  readonly query?: Query;
  readonly json?: unknown;
  readonly body?: Blob;
  readonly signal?: AbortSignal;
}

function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => (value == null ? [] : [[key, String(value)]]));
  return pairs.length ? `/api${path}?${new URLSearchParams(pairs)}` : `/api${path}`;
}

async function failure(response: Response): Promise<ApiError> {
  const fallback = { code: `http_${response.status}`, message: `The server answered ${response.status}.` };
  const body = (await response.json().catch(() => null)) as { error?: ErrorBody } | null;
  return new ApiError(response.status, body?.error ?? fallback);
}

function init(method: string, options: Options): RequestInit {
  const { json, body, signal } = options;
  const headers: Record<string, string> = { Accept: "application/json" };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  else if (body) headers["Content-Type"] = body.type || "application/octet-stream";
  const content = json === undefined ? body : JSON.stringify(json);
  return { method, headers, body: content ?? null, signal: signal ?? null };
}

/** Raises ApiError for an error answer, ServerAway when none came, AbortError when `signal` did. */
export async function request<Answer>(method: string, path: string, options: Options = {}): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(address(path, options.query), init(method, options));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ServerAway();
  }
  if (!response.ok) throw await failure(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

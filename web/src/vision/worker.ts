/** The worker: all model work happens here, so the page never waits for it. Spoken to by bridge.ts. */
import type { Classifier } from "./classifier";
import type { TensorFlow } from "./device";
import { download } from "./download";
import { VisionError } from "./failure";
import { graphicsHere } from "./graphics/browser";
import { interpret } from "./interpret";
import { lanesHere } from "./lane/browser";
import type { Answer, Operation, Picture, Reply, Request } from "./messages";
import { Model, type Said } from "./model";
import { withPixels } from "./pictures";
import type { Engine, LoadEvent, Naming, Prediction, Ready } from "./types";

type LoadRequest = Extract<Request, { op: "load" }>;
type AdoptRequest = Extract<Request, { op: "adopt" }>;

/** TensorFlow.js, once something needed it: the fast lane's first answer does not. */
let started: Promise<TensorFlow> | null = null;
let threads = 1;
const model = new Model({ tensorflow, lanes: lanesHere, graphics: graphicsHere });
let classifier: Classifier | null = null;
/** Milliseconds that the last picture took. */
let took = 0;
/** Finding out what serves best takes all cores: while one version comes after the other, it waits. */
const CALM = 1000;
let calm: ReturnType<typeof setTimeout> | undefined;
const loads = new Map<number, AbortController>();

function tensorflow(): Promise<TensorFlow> {
  started ??= start();
  // What could not be fetched may come when it is asked for again.
  started.catch(() => {
    started = null;
  });
  return started;
}

async function start(): Promise<TensorFlow> {
  const [tf, { startWasm }] = await Promise.all([import("./tensorflow"), import("./backend")]);
  threads = await startWasm();
  return tf;
}

async function answer(request: Exclude<Request, { op: "cancel" }>): Promise<Answer<Operation>> {
  switch (request.op) {
    case "load":
      return load(request);
    case "predict":
      return predict(request.picture);
    case "adopt":
      return adopt(request);
    case "name":
      return name(request.picture);
    case "memory":
      return started ? (await started).held() : { tensors: 0, bytes: 0 };
  }
}

async function load({ id, manifest, artifacts }: LoadRequest): Promise<Ready> {
  clearTimeout(calm);
  calm = undefined;
  const ended = new AbortController();
  const onEvent = (event: LoadEvent) => send({ id, kind: "event", event });
  loads.set(id, ended);
  try {
    const loaded = await model.load(manifest, (signal) => download(artifacts, signal), onEvent, ended.signal);
    const again = await model.again();
    const ready: Ready = {
      manifest: loaded,
      engine: atWork(),
      again: again && told(again, took),
      fetched: fetched(),
    };
    onEvent({ kind: "ready", ...ready });
    return ready;
  } finally {
    loads.delete(id);
  }
}

/** The one before answers until the new one is ready. */
async function adopt({ id, manifest, artifacts }: AdoptRequest): Promise<object> {
  const ended = new AbortController();
  loads.set(id, ended);
  try {
    const [{ Classifier }] = await Promise.all([import("./classifier"), tensorflow()]);
    ended.signal.throwIfAborted();
    const next = await Classifier.load(manifest, download(artifacts, ended.signal), (loaded, total) =>
      send({ id, kind: "event", event: { kind: "loading", part: "backbone", loaded, total } }),
    );
    classifier?.dispose();
    classifier = next;
    return {};
  } finally {
    loads.delete(id);
  }
}

async function name(picture: Picture): Promise<Naming> {
  const begun = performance.now();
  const asked = classifier;
  if (!asked) throw new VisionError("not_loaded", "No pretrained network is loaded yet: wait for it.");
  const names = await withPixels(picture, (source) => asked.predict(source));
  return { names, milliseconds: performance.now() - begun };
}

function fetched(): string[] {
  return performance.getEntriesByType("resource").map((entry) => entry.name);
}

/** The threads of TensorFlow.js in this worker are known here only. */
function atWork(): Engine {
  const { engine } = model;
  const here = !engine || (engine.name === "tensorflow" && engine.backend === "wasm");
  return here ? { name: "tensorflow", backend: "wasm", threads, reason: engine?.reason ?? null } : engine;
}

async function predict(picture: Picture): Promise<Prediction> {
  const begun = performance.now();
  const expect = (bytes: number) => model.expect(bytes);
  const answer = await withPixels(picture, (source) => model.predict(source), expect);
  if (!answer) throw new VisionError("not_loaded", "No version is loaded yet: train one first, or wait for it.");
  took = performance.now() - begun;
  // Not before somebody has an answer to look at.
  calm ??= setTimeout(() => void model.settle(), CALM);
  return told(answer, took);
}

function told({ manifest, probabilities }: Said, milliseconds: number): Prediction {
  return { ...interpret(manifest, probabilities, milliseconds), engine: atWork() };
}

function failed(id: number, error: unknown): Reply {
  if (error instanceof VisionError) return { id, kind: "error", code: error.code, message: error.message };
  const aborted = error instanceof DOMException && error.name === "AbortError";
  return { id, kind: "error", code: aborted ? "aborted" : "failed", message: String(error) };
}

function send(reply: Reply): void {
  self.postMessage(reply);
}

self.onmessage = async ({ data: request }: MessageEvent<Request>) => {
  if (request.op === "cancel") {
    loads.get(request.id)?.abort();
    return;
  }
  try {
    send({ id: request.id, kind: "answer", answer: await answer(request) });
  } catch (error) {
    send(failed(request.id, error));
  }
};

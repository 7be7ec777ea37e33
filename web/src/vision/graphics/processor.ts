/** A worker of its own for a graphics processor: TensorFlow.js has one backend for a whole worker. */
import { setBackend } from "@tensorflow/tfjs-core";
import { TensorGraph } from "../tensorflow";
import type { Question, Reply } from "./messages";

/** Each is half a megabyte: the one that is asked for comes alone. */
const BACKENDS = {
  webgl: () => import("@tensorflow/tfjs-backend-webgl"),
  webgpu: () => import("@tensorflow/tfjs-backend-webgpu"),
};

let graph: TensorGraph | null = null;
/** One question after the other: the answers come in their order. */
let turn: Promise<void> = Promise.resolve();

self.onmessage = ({ data: question }: MessageEvent<Question>) => {
  turn = turn.then(() => answer(question)).then(send, (error) => send({ error: String(error) }));
};

async function answer(question: Question): Promise<Reply> {
  if (question.op === "open") {
    await BACKENDS[question.backend]();
    if (!(await setBackend(question.backend))) throw new Error(`TensorFlow.js could not start on ${question.backend}.`);
    graph = await TensorGraph.open(question.file, question.size, question.outputs.vector);
    return {};
  }
  if (!graph) throw new Error("No network is open.");
  return { vector: await graph.look(question.pixels) };
}

function send(reply: Reply): void {
  self.postMessage(reply, reply.vector ? [reply.vector.buffer] : []);
}

/** Whether the fast lane may answer, and on how many threads: asked on the device itself. */
import { rawSource } from "../preprocess";
import type { Source } from "../resize";
import { agree } from "./agreement";
import type { FetchedNetwork, Trial } from "./contract";
import type { EngineLoader } from "./engine";
import { Lane } from "./lane";

/** What this device chose before; both may fail without harm. */
export interface Remembered {
  get(key: string): Promise<number | undefined>;
  set(key: string, threads: number): Promise<void>;
}

export interface Setting {
  readonly load: EngineLoader;
  /** Numbers of threads worth trying. */
  readonly threads: readonly number[];
  readonly memory: Remembered | null;
}

type Ask = (picture: Source) => Promise<Float32Array>;

/** Which threads serve the network best; none of them is TensorFlow.js. */
const TENSORFLOW = 0;
/** Enough for a browser to have compiled the engine in earnest. */
const WARM_MS = 60;
const ROUNDS = 7;
const PROBE_SIDE = 97;

/** `ask` is TensorFlow.js. Never raises: whatever goes wrong, TensorFlow.js answers, and the reason says why. */
export async function openLane(network: FetchedNetwork, ask: Ask, setting: Setting): Promise<Trial> {
  const lanes: Lane[] = [];
  try {
    const remembered = await setting.memory?.get(network.sha256).catch(() => undefined);
    const counts = remembered === undefined ? setting.threads : [remembered];
    if (remembered === TENSORFLOW) return refused("TensorFlow.js was faster on this device.");
    for (const threads of counts) lanes.push(await agreeing(network, ask, setting.load, threads));
    const best = remembered === undefined ? await fastest(lanes, ask) : (lanes[0] ?? null);
    if (remembered === undefined)
      await setting.memory?.set(network.sha256, best?.threads ?? TENSORFLOW).catch(() => {});
    for (const lane of lanes) if (lane !== best) lane.dispose();
    if (!best) return refused("TensorFlow.js was faster on this device.");
    return { lane: best, engine: { name: "fast lane", threads: best.threads, reason: null } };
  } catch (error) {
    for (const lane of lanes) lane.dispose();
    return refused(error instanceof Error ? error.message : String(error));
  }
}

function refused(reason: string): Trial {
  return { lane: null, engine: { name: "tensorflow", threads: 1, reason } };
}

/** A lane that says of probe pictures what TensorFlow.js says; raises Error where it does not. */
async function agreeing(network: FetchedNetwork, ask: Ask, load: EngineLoader, threads: number): Promise<Lane> {
  const lane = await Lane.open(network.file, network.input, network.outputs, load, threads);
  for (const seed of [1, 2]) {
    const picture = probe(seed);
    const wanted = await ask(picture);
    if (agree(lane.vector(picture), wanted)) continue;
    lane.dispose();
    throw new Error("The fast lane did not agree with TensorFlow.js on this device.");
  }
  return lane;
}

/**
 * Null where TensorFlow.js is faster than all of them. Rounds are interleaved, and each contender's fastest
 * counts: the choice is kept, and must not be that of a busy moment.
 */
async function fastest(lanes: readonly Lane[], ask: Ask): Promise<Lane | null> {
  const picture = probe(1);
  const runs = [ask, ...lanes.map((lane) => async () => lane.vector(picture))];
  const fastest = runs.map(() => Number.POSITIVE_INFINITY);
  for (const run of runs) for (const begun = now(); now() - begun < WARM_MS; ) await run(picture);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, run] of runs.entries()) {
      const begun = now();
      await run(picture);
      fastest[i] = Math.min(fastest[i] as number, now() - begun);
    }
  }
  return lanes[fastest.indexOf(Math.min(...fastest)) - 1] ?? null;
}

/** A picture of soft blobs and noise, the same for the same seed. */
function probe(seed: number): Source {
  const pixels = new Uint8Array(PROBE_SIDE * PROBE_SIDE * 3);
  let state = seed;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const wave = 96 + 80 * Math.sin((i / (3 * PROBE_SIDE)) * 0.11 * seed + (i % 3)) * Math.cos((i % PROBE_SIDE) * 0.07);
    pixels[i] = wave + (state >>> 26);
  }
  return rawSource(pixels, PROBE_SIDE, PROBE_SIDE, 3);
}

function now(): number {
  return performance.now();
}

/** Whether the fast lane may answer, and on how many threads: asked on the device itself. */
import type { Remembered } from "../memory";
import type { Source } from "../resize";
import { agree } from "./agreement";
import type { FastLanes, FetchedNetwork, First, Trial } from "./contract";
import type { EngineLoader } from "./engine";
import { Lane } from "./lane";
import { probes } from "./probe";

export interface Setting {
  readonly load: EngineLoader;
  /** Numbers of threads worth trying. */
  readonly threads: readonly number[];
  readonly memory: Remembered<number> | null;
}

type Ask = (picture: Source) => Promise<Float32Array>;

/** Which threads serve the network best; none of them is TensorFlow.js. */
const TENSORFLOW = 0;
/** Enough for a browser to have compiled the engine in earnest. */
const WARM_MS = 60;
const ROUNDS = 7;
const SLOWER = "TensorFlow.js was faster on this device.";

export function fastLanes(setting: Setting): FastLanes {
  return {
    first: (network) => first(network, setting),
    settle: (network, ask) => settle(network, ask, setting),
  };
}

async function first(network: FetchedNetwork, setting: Setting): Promise<First> {
  const remembered = await setting.memory?.get(network.sha256).catch(() => undefined);
  if (remembered === TENSORFLOW) return { ...refused(SLOWER), settled: true };
  const settled = remembered !== undefined;
  if (!settled && !network.said) return { ...refused(null), settled };
  try {
    const lane = await agreeing(network, async (_, i) => network.said?.[i] ?? null, setting.load, remembered ?? 1);
    return { ...chosen(lane), settled };
  } catch (error) {
    return { ...refused(sentence(error)), settled: true };
  }
}

async function settle(network: FetchedNetwork, ask: Ask, setting: Setting): Promise<Trial> {
  const lanes: Lane[] = [];
  try {
    const wanted = (picture: Source) => pause().then(() => ask(picture));
    for (const threads of setting.threads) lanes.push(await agreeing(network, wanted, setting.load, threads));
    const best = await fastest(lanes, ask);
    await setting.memory?.set(network.sha256, best?.threads ?? TENSORFLOW).catch(() => {});
    for (const lane of lanes) if (lane !== best) lane.dispose();
    return best ? chosen(best) : refused(SLOWER);
  } catch (error) {
    for (const lane of lanes) lane.dispose();
    return refused(sentence(error));
  }
}

function chosen(lane: Lane): Trial {
  return { lane, engine: { name: "fast lane", backend: "wasm", threads: lane.threads, reason: null } };
}

function refused(reason: string | null): Trial {
  return { lane: null, engine: { name: "tensorflow", backend: "wasm", threads: 1, reason } };
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What is known of the n-th probe picture; null: nothing is. */
type Wanted = (picture: Source, n: number) => Promise<Float32Array | null>;

/** A lane that says of the probe pictures what is known of them; raises Error where it does not. It is warm then. */
async function agreeing(network: FetchedNetwork, wanted: Wanted, load: EngineLoader, threads: number): Promise<Lane> {
  const lane = await Lane.open(network.file, network.input, network.outputs, load, threads);
  for (const [n, picture] of probes().entries()) {
    const known = await wanted(picture, n);
    if (agree(lane.vector(picture), known ?? lane.vector(picture))) continue;
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
  const [picture] = probes() as [Source];
  const runs = [ask, ...lanes.map((lane) => async () => lane.vector(picture))];
  const fastest = runs.map(() => Number.POSITIVE_INFINITY);
  for (const run of runs) for (const begun = now(); now() - begun < WARM_MS; ) await pause().then(() => run(picture));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, run] of runs.entries()) {
      await pause();
      const begun = now();
      await run(picture);
      fastest[i] = Math.min(fastest[i] as number, now() - begun);
    }
  }
  return lanes[fastest.indexOf(Math.min(...fastest)) - 1] ?? null;
}

/** A turn for whatever waits: pictures are answered between two runs. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function now(): number {
  return performance.now();
}

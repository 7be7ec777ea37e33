/** Whether a graphics processor may answer: asked on the device itself. */
import { agree } from "../lane/agreement";
import type { FetchedNetwork } from "../lane/contract";
import { probes } from "../lane/probe";
import type { Remembered } from "../memory";
import type { Source } from "../resize";
import type { ChosenGraphics, Graphics, GraphicsBackbone, GraphicsBackend } from "./contract";

export type Choice = GraphicsBackend | "none";

export interface Setting {
  /** What there is to try here. */
  readonly backends: () => Promise<readonly GraphicsBackend[]>;
  /** Warm; raises Error where it cannot be had. */
  readonly open: (backend: GraphicsBackend, network: FetchedNetwork) => Promise<GraphicsBackbone>;
  readonly memory: Remembered<Choice> | null;
}

type Ask = (picture: Source) => Promise<Float32Array>;

/**
 * Milliseconds a picture up to which none is tried: there is nothing to win where every camera frame is answered
 * with time to spare, and the way to a graphics processor and back takes some milliseconds by itself.
 */
const QUICK_MS = 8;
/** Of the largest value: they sum in other orders, and some in fewer digits. The parity that publishing asks for. */
const TOLERANCE = 1e-3;
const ROUNDS = 7;
/** No trial goes on for longer, however slow the device. */
const MOST_MS = 700;

export function graphics(setting: Setting): Graphics {
  return { settle: (network, ask) => settle(network, ask, setting).catch(() => null) };
}

async function settle(network: FetchedNetwork, ask: Ask, { backends, open, memory }: Setting) {
  const known = await memory?.get(network.sha256).catch(() => undefined);
  if (known === "none") return null;
  let quickest = known ? Number.POSITIVE_INFINITY : await milliseconds(ask);
  let best: ChosenGraphics | null = null;
  let tried = true;
  for (const backend of known ? [known] : quickest > QUICK_MS ? await backends() : []) {
    const backbone = await open(backend, network).catch(() => null);
    if (!backbone) {
      tried = false; // it may be a file that did not come
      continue;
    }
    const taken = await agreeing(backbone, ask).catch(() => null);
    if (taken === null || taken >= quickest) {
      backbone.dispose();
      continue;
    }
    best?.backbone.dispose();
    [best, quickest] = [{ backend, backbone }, taken];
  }
  if (!known && tried) await memory?.set(network.sha256, best?.backend ?? "none").catch(() => {});
  return best;
}

/** Milliseconds a picture; null where it says something else than `ask`. */
async function agreeing(backbone: GraphicsBackbone, ask: Ask): Promise<number | null> {
  for (const picture of probes()) {
    const wanted = (await ask(picture)).slice();
    if (!agree(await backbone.features(picture), wanted, TOLERANCE)) return null;
  }
  return milliseconds((picture) => backbone.features(picture));
}

/** The quickest of some rounds: the choice is kept, and must not be that of a busy moment. */
async function milliseconds(ask: Ask): Promise<number> {
  const [picture] = probes() as [Source];
  const end = performance.now() + MOST_MS;
  let quickest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && performance.now() < end; round++) {
    await new Promise((resolve) => setTimeout(resolve)); // a turn for pictures that wait
    const begun = performance.now();
    await ask(picture);
    quickest = Math.min(quickest, performance.now() - begun);
  }
  return quickest;
}

import { still } from "./still";

export interface Shot {
  readonly blob: Blob;
  /** The same for all of one burst: near-identical pictures must stay in one split. */
  readonly group: string;
}

export interface Burst {
  readonly group: string;
  /** Resolves when the last picture has been handed over. */
  stop(): Promise<void>;
}

/** Takes a picture at once and then `perSecond` of them until stopped; a slow machine takes fewer. */
export function startBurst(video: HTMLVideoElement, onShot: (shot: Shot) => void, perSecond = 8): Burst {
  const group = crypto.randomUUID();
  let busy: Promise<void> | null = null;
  const shoot = () => {
    busy ??= still(video)
      .then((blob) => onShot({ blob, group }))
      // A frame that could not be read is one picture fewer; the next may work.
      .catch(() => {})
      .finally(() => {
        busy = null;
      });
  };
  shoot();
  const timer = setInterval(shoot, 1000 / perSecond);
  return {
    group,
    stop: async () => {
      clearInterval(timer);
      await busy;
    },
  };
}

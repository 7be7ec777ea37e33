import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { still } from "../../camera/still";
import type { Live } from "../../state/live";

interface Frozen {
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** The picture that was shown when the view stopped. */
  readonly taken: () => Promise<Blob>;
}

/** Stops the view while it is corrected, and keeps the picture that it stopped at. */
export function useFrozenFrame(live: Live, video: RefObject<HTMLVideoElement>): Frozen {
  const frame = useRef<Promise<Blob | null>>(Promise.resolve(null));
  return {
    freeze: () => {
      video.current?.pause();
      const shown = live.picture.peek();
      if (shown) frame.current = Promise.resolve(shown.blob);
      else frame.current = video.current ? still(video.current).catch(() => null) : Promise.resolve(null);
    },
    thaw: () => void video.current?.play().catch(() => {}),
    taken: async () => {
      const picture = await frame.current;
      if (!picture) throw new Error("The camera showed no picture at that moment: try again.");
      return picture;
    },
  };
}

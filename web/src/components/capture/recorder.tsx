import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ProjectClass } from "../../api/types";
import { type Burst, startBurst } from "../../camera/burst";
import { camera, openCamera, recording } from "../../state/camera";
import { addPictures } from "../../state/importing";
import type { ProjectStore } from "../../state/project";
import { count } from "../../state/words";
import { CameraTrouble } from "./camera-trouble";
import { CameraVideo } from "./camera-video";
import "./recorder.css";

interface Props {
  readonly store: ProjectStore;
  readonly one: ProjectClass;
}

const holdKeys = new Set([" ", "Enter"]);

/** A class's camera: a click takes one picture, holding takes a burst of them. */
export function Recorder({ store, one }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const burst = useRef<Burst | null>(null);
  const taken = useSignal(0);
  const held = useSignal(false);

  const start = () => {
    if (!video.current || burst.current) return;
    held.value = true;
    taken.value = 0;
    burst.current = startBurst(video.current, ({ blob, group }) => {
      taken.value += 1;
      void addPictures(store, one.id, [{ picture: blob, source: "camera", group }]);
    });
  };
  const stop = () => {
    held.value = false;
    void burst.current?.stop();
    burst.current = null;
  };
  const press = (event: KeyboardEvent) => {
    if (!holdKeys.has(event.key)) return;
    event.preventDefault();
    if (!event.repeat) start();
  };
  const grab = (event: PointerEvent) => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    if (event.button === 0) start();
  };

  useEffect(() => {
    if (!camera.peek()) void openCamera();
    return stop;
  }, []);

  const label = held.value ? `Recording … ${taken.value}` : "Hold to record";
  return (
    <div class="recorder">
      <CameraVideo video={video} label={`Camera for ${one.name}`} />
      <CameraTrouble />
      <div class="recorder-buttons">
        <button
          type="button"
          class={held.value ? "button wide large held figures" : "button main wide large"}
          disabled={!camera.value}
          onPointerDown={grab}
          onPointerUp={stop}
          onPointerCancel={stop}
          onKeyDown={press}
          onKeyUp={stop}
          onBlur={stop}
          onContextMenu={(event) => event.preventDefault()}
        >
          {label}
        </button>
        <button
          type="button"
          class="button large"
          onClick={() => {
            recording.value = null;
          }}
        >
          Done
        </button>
      </div>
      <p class="small soft" role="status">
        {taken.value && !held.value
          ? `Took ${count(taken.value, "picture")}.`
          : "Click for one picture, hold for many. Move the thing about."}
      </p>
    </div>
  );
}

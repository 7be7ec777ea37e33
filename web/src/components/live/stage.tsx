import { Camera, CameraOff, ImageUp, X } from "lucide-preact";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { eachFrame } from "../../camera/frames";
import {
  camera,
  cameraTrouble,
  openAllowedCamera,
  openCamera,
  opening,
  recording,
  turnOffCamera,
} from "../../state/camera";
import type { Live } from "../../state/live";
import { CameraTrouble } from "../capture/camera-trouble";
import { CameraVideo } from "../capture/camera-video";

interface Props {
  readonly live: Live;
  readonly video: RefObject<HTMLVideoElement>;
}

/** The picture the model is looking at, and the choice of what that is. */
export function Stage({ live, video }: Props) {
  const picture = live.picture.value;
  const stream = camera.value;
  useEffect(() => {
    void openAllowedCamera();
  }, []);
  useEffect(() => {
    if (stream && video.current) return eachFrame(video.current, (frame) => void live.frame(frame));
  }, [stream, live, video]);
  return (
    <>
      <div class="stage">
        <CameraVideo video={video} label="What the camera sees" />
        {picture && (
          <img
            class="stage-picture"
            src={picture.url}
            alt="The one the model is looking at"
            onError={() => live.refuse(picture.blob)}
          />
        )}
        {!picture && !stream && <EmptyStage />}
      </div>
      {recording.value === null && <CameraTrouble />}
      <StageButtons live={live} />
    </>
  );
}

function EmptyStage() {
  return (
    <div class="stage-empty">
      <p>Point a camera at something, or drop a picture here.</p>
      {!cameraTrouble.value && (
        <button type="button" class="button main" disabled={opening.value} onClick={() => void openCamera()}>
          <Camera /> {opening.value ? "Opening …" : "Turn on camera"}
        </button>
      )}
    </div>
  );
}

function StageButtons({ live }: { readonly live: Live }) {
  const dialog = useRef<HTMLInputElement>(null);
  const picked = () => {
    const file = dialog.current?.files?.[0];
    if (file) void live.show(file);
    if (dialog.current) dialog.current.value = "";
  };
  return (
    <div class="stage-buttons">
      <button type="button" class="button plain" onClick={() => dialog.current?.click()}>
        <ImageUp /> Try a picture
      </button>
      <input ref={dialog} type="file" hidden accept="image/*" aria-label="Picture to try" onChange={picked} />
      {live.picture.value && (
        <button type="button" class="button plain" onClick={() => live.hide()}>
          <X /> {camera.value ? "Back to camera" : "Clear"}
        </button>
      )}
      {camera.value && !live.picture.value && (
        <button
          type="button"
          class="button plain"
          onClick={() => {
            turnOffCamera();
            live.hide();
          }}
        >
          <CameraOff /> Turn off camera
        </button>
      )}
    </div>
  );
}

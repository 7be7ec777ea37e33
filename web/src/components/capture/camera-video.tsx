import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { camera, mirrored } from "../../state/camera";

interface Props {
  readonly video: RefObject<HTMLVideoElement>;
  readonly label: string;
}

/** What the page's camera sees. Only the view is mirrored, never the pictures taken from it. */
export function CameraVideo({ video, label }: Props) {
  const stream = camera.value?.stream ?? null;
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream, video]);
  return (
    <video
      ref={video}
      class={mirrored.value ? "camera-video mirrored" : "camera-video"}
      hidden={!stream}
      aria-label={label}
      autoPlay
      muted
      playsInline
    />
  );
}

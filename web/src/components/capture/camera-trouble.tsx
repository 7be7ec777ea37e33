import { CameraOff } from "lucide-preact";
import { cameraTrouble, openCamera } from "../../state/camera";

/** Why there is no camera, and what to do about it. */
export function CameraTrouble() {
  const trouble = cameraTrouble.value;
  if (!trouble) return null;
  return (
    <div class="notice warn" role="alert">
      <CameraOff />
      <div class="stack">
        <p>{trouble.message}</p>
        <button type="button" class="button" onClick={() => void openCamera()}>
          Try again
        </button>
      </div>
    </div>
  );
}

import { signal } from "@preact/signals";
import { Camera, CameraError } from "../camera/camera";

/** The page's one camera, shared by the live view and the classes that record. */
export const camera = signal<Camera | null>(null);
export const cameraTrouble = signal<CameraError | null>(null);
export const opening = signal(false);
/** Cameras look at the person on a laptop, and away on a phone: the first is shown as a mirror. */
export const mirrored = signal(true);

const leftOn = "graft-camera-on";

export async function openCamera(): Promise<void> {
  if (opening.peek()) return;
  closeCamera();
  opening.value = true;
  cameraTrouble.value = null;
  try {
    const opened = await Camera.open();
    mirrored.value = opened.stream.getVideoTracks()[0]?.getSettings().facingMode !== "environment";
    opened.onEnded(() => {
      closeCamera();
      cameraTrouble.value = new CameraError(
        "absent",
        "The camera went away: connect it again, or drop pictures instead.",
      );
    });
    camera.value = opened;
    localStorage.setItem(leftOn, "yes");
  } catch (error) {
    if (!(error instanceof CameraError)) throw error;
    cameraTrouble.value = error;
  } finally {
    opening.value = false;
  }
}

export function turnOffCamera(): void {
  localStorage.removeItem(leftOn);
  closeCamera();
}

export function closeCamera(): void {
  camera.peek()?.close();
  camera.value = null;
}

/** Opens the camera if this person left it on, and only where that needs no question. */
export async function openAllowedCamera(): Promise<void> {
  if (localStorage.getItem(leftOn) === null) return;
  const allowed = await navigator.permissions?.query({ name: "camera" as PermissionName }).catch(() => null);
  if (allowed?.state === "granted" && !camera.peek()) await openCamera();
}

/** Id of the class whose camera panel is open. */
export const recording = signal<string | null>(null);

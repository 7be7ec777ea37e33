/** JPEG of what the video shows now, at the camera's own size. Throws when it shows nothing yet. */
export async function still(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve, reject) => {
    const done = (blob: Blob | null) => {
      if (blob) resolve(blob);
      else reject(new Error("The camera shows no picture yet."));
    };
    canvas.toBlob(done, "image/jpeg", 0.92);
  });
}

/**
 * How many threads TensorFlow.js may use here. They need memory shared between workers, which isolated
 * pages alone have, and scripts from blob: addresses, which a content security policy may forbid; one
 * core stays free for the page, and more than four threads gain nothing.
 */
export async function threadsAllowed(): Promise<number> {
  const wanted = Math.min(4, navigator.hardwareConcurrency - 1);
  if (!self.crossOriginIsolated || wanted < 2) return 1;
  return (await blobScriptsRun()) ? wanted : 1;
}

/** Does what starting a thread does: a worker from a blob: address that imports another one. */
async function blobScriptsRun(): Promise<boolean> {
  const imported = script("self.postMessage('runs')");
  const starter = script(`importScripts(${JSON.stringify(imported)})`);
  const worker = new Worker(starter);
  try {
    return await new Promise((resolve) => {
      worker.onmessage = () => resolve(true);
      worker.onerror = (event) => {
        event.preventDefault();
        resolve(false);
      };
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(starter);
    URL.revokeObjectURL(imported);
  }
}

function script(text: string): string {
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}

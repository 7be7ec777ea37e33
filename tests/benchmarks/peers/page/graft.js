// Graft's own worker, as the page has it; told to take the fast lane with so many threads, or 0: TensorFlow.js.

export async function open({ manifest, threads, script }) {
  await remember(manifest.backbone.sha256, threads);
  const worker = new Worker(script, { type: "module" });
  let asked = 1;
  const artifacts = new URL("/artifacts/", location.href).href;
  const { engine } = await ask(worker, asked, { op: "load", manifest, artifacts });
  if ((engine.name === "fast lane" ? engine.threads : 0) !== threads) throw new Error(JSON.stringify(engine));
  return {
    about: engine,
    async predict(picture) {
      const answer = await ask(worker, ++asked, { op: "predict", picture }, [picture]);
      return answer.classes.map((one) => one.probability);
    },
  };
}

function ask(worker, id, question, transfer = []) {
  return new Promise((resolve, reject) => {
    worker.addEventListener("message", function heard({ data }) {
      if (data.id !== id || data.kind === "event") return;
      worker.removeEventListener("message", heard);
      if (data.kind === "answer") resolve(data.answer);
      else reject(new Error(data.message));
    });
    worker.postMessage({ id, ...question }, transfer);
  });
}

/** Writes what web/src/vision/memory.ts would have found out on this device. */
function remember(key, threads) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("graft-vision", 2);
    opening.onupgradeneeded = () => {
      for (const store of ["threads", "graphics"]) opening.result.createObjectStore(store);
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const name = `${5} ${navigator.hardwareConcurrency} ${navigator.userAgent} ${key}`;
      const writing = opening.result.transaction("threads", "readwrite");
      writing.objectStore("threads").put(threads, name);
      writing.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}

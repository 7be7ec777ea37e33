/** Has the service worker, where there is one, keep what this page would need without the server. */

/** Only in secure contexts: nothing else of the page knows whether there is one. */
const container = import.meta.env.PROD && "serviceWorker" in navigator ? navigator.serviceWorker : undefined;
/** The very first page, and its model's worker, began before the service worker could see what they fetch. */
const unseen = container?.controller === null ? new Set<string>() : undefined;
const told = new Set<string>();

/** Where no model comes, keeping begins so long after the page has loaded. */
const PATIENCE_MS = 2000;
let registered = false;
let modelCame = false;

function register(): void {
  if (registered) return;
  registered = true;
  container?.register("/service-worker.js").catch(() => {});
}

/** What is to be kept would only delay what is needed now: the first model, where there is one, comes first. */
export function startKeeping(): void {
  const wait = () => setTimeout(register, PATIENCE_MS);
  if (document.readyState === "complete") wait();
  else addEventListener("load", wait, { once: true });
  if (unseen) watch(unseen);
}

/** Notes what the page asks for until the service worker sees it itself. */
function watch(unseen: Set<string>): void {
  let seenFrom = Number.POSITIVE_INFINITY;
  const took = () => {
    seenFrom = performance.now();
  };
  container?.addEventListener("controllerchange", took, { once: true });
  // An entry comes when its answer has: a request that was under way as the service worker took over is among them.
  const observer = new PerformanceObserver((entries) => {
    const before = unseen.size;
    for (const { name, startTime } of entries.getEntries()) if (startTime < seenFrom) unseen.add(name);
    if (modelCame && unseen.size > before) void tell();
  });
  observer.observe({ type: "resource", buffered: true });
}

/** A model has come. Keeps what this page asked for unseen, and what the model's worker tells that it `fetched`. */
export function keepWhatCame(fetched: readonly string[]): void {
  modelCame = true;
  register();
  for (const url of fetched) unseen?.add(url);
  void tell();
}

async function tell(): Promise<void> {
  if (!container || !unseen) return;
  const { active } = await container.ready;
  // Each once: what the page asks for again is seen by then.
  const urlsToCache = [...unseen].filter((url) => !told.has(url));
  for (const url of urlsToCache) told.add(url);
  if (urlsToCache.length) active?.postMessage({ type: "CACHE_URLS", payload: { urlsToCache } });
}

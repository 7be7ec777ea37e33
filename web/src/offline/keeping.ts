/** Has the service worker, where there is one, keep what this page would need without the server. */

/** Only in secure contexts: nothing else of the page knows whether there is one. */
const container = import.meta.env.PROD && "serviceWorker" in navigator ? navigator.serviceWorker : undefined;
/** The very first page, and its model's worker, began before the service worker could see what they fetch. */
const unseen = container?.controller === null;
const told = new Set<string>();

/** Where no model comes, keeping begins so long after the page has loaded. */
const PATIENCE_MS = 2000;
let registered = false;

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
}

/** A model has come. Keeps what this page asked for until then, and what the model's worker tells that it `fetched`. */
export async function keepWhatCame(fetched: readonly string[]): Promise<void> {
  register();
  if (!container || !unseen) return;
  const { active } = await container.ready;
  // The page's own requests are seen from now on. Told again with every version, they would all be fetched again.
  const own = told.size ? [] : performance.getEntriesByType("resource").map((entry) => entry.name);
  const urls = [...own, ...fetched].filter((url) => !told.has(url));
  for (const url of urls) told.add(url);
  if (urls.length) active?.postMessage({ type: "CACHE_URLS", payload: { urlsToCache: [...new Set(urls)] } });
}

/** Has the service worker, where there is one, keep what this page would need without the server. */

/** Only in secure contexts: nothing else of the page knows whether there is one. */
const container = import.meta.env.PROD && "serviceWorker" in navigator ? navigator.serviceWorker : undefined;
/** The very first page has fetched all it needs before the service worker could see it. */
const unseen = container?.controller === null;

/** After the page has what it needs: what is to be kept would only delay that. */
export function startKeeping(): void {
  const register = () => void container?.register("/service-worker.js").catch(() => {});
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}

/** Keeps what this page and its model's worker, which tells `fetched`, have asked for so far. */
export async function keepWhatCame(fetched: readonly string[]): Promise<void> {
  if (!container || !unseen) return;
  const { active } = await container.ready;
  const own = performance.getEntriesByType("resource").map((entry) => entry.name);
  active?.postMessage({ type: "CACHE_URLS", payload: { urlsToCache: [...new Set([...own, ...fetched])] } });
}

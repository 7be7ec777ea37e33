/**
 * The page without its server: a classroom's tablets lose the Wi-Fi. What is named by its content is kept and never
 * asked for again; the page and what the server knows are the server's, and the last known only where it is away.
 */
import { clientsClaim, type WorkboxPlugin } from "workbox-core";
import { ExpirationPlugin } from "workbox-expiration";
import { matchPrecache, type PrecacheEntry, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst, NetworkFirst, NetworkOnly } from "workbox-strategies";

/** The build writes here what the page needs to open and to answer. */
declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: PrecacheEntry[] };

/** Seconds after which a server that neither answers nor refuses is away. */
const PATIENCE = 8;
const DAY = 24 * 60 * 60;

/** What opening a project and predicting asks for. Nothing that says how things stand right now, as a job does. */
const ANSWERS =
  /^\/api\/(?:backbones|strategies|projects(?:\/[^/]+(?:\/(?:classes|examples|runs|versions(?:\/[^/]+\/manifest)?))?)?)$/;

/** An answer that is not the server's of now says so, and of when it is: the page shows that. */
const dated: WorkboxPlugin = {
  cachedResponseWillBeUsed: async ({ cachedResponse }) => {
    if (!cachedResponse) return null;
    const headers = new Headers(cachedResponse.headers);
    headers.set("Graft-Kept", headers.get("Date") ?? new Date(0).toUTCString());
    return new Response(cachedResponse.body, { status: cachedResponse.status, headers });
  },
};

/** Files whose name is their content's, the least used going first. */
function keep(cacheName: string, path: RegExp, maxEntries: number): void {
  const plugins = [new ExpirationPlugin({ maxEntries, purgeOnQuotaError: true })];
  const strategy = new CacheFirst({ cacheName, plugins, matchOptions: { ignoreVary: true } });
  registerRoute(({ url, sameOrigin }) => sameOrigin && path.test(url.pathname), strategy);
}

// Pictures are the server's alone. Where a browser knows of routes they don't wake this worker: thousands go by while
// a class is scrolled. (InstallEvent of the Service Workers specification, which TypeScript's library lacks.)
interface RoutingEvent extends ExtendableEvent {
  addRoutes?(route: { condition: { urlPattern: { pathname: string } }; source: "network" }): Promise<void>;
}
self.addEventListener("install", (event: RoutingEvent) => {
  const routed = event.addRoutes?.({ condition: { urlPattern: { pathname: "/api/images/*" } }, source: "network" });
  if (routed) event.waitUntil(routed);
});

// The page is the server's, so that none is older than it. A token in the address is for the server to see.
const page = new NetworkOnly({
  networkTimeoutSeconds: PATIENCE,
  plugins: [{ handlerDidError: () => matchPrecache("/index.html") }],
});
registerRoute(new NavigationRoute(page, { denylist: [/^\/(?:api|artifacts)\//, /[?&]token=/] }));
precacheAndRoute(self.__WB_MANIFEST, { cleanURLs: false, directoryIndex: "" });
keep("graft-assets", /^\/assets\//, 40);
keep("graft-backbones", /^\/artifacts\/(?:backbones|classifiers)\//, 24);
keep("graft-heads", /^\/artifacts\/heads\//, 60);

const plugins = [new ExpirationPlugin({ maxEntries: 200, maxAgeSeconds: 60 * DAY, purgeOnQuotaError: true }), dated];
const known = new NetworkFirst({ cacheName: "graft-answers", networkTimeoutSeconds: PATIENCE, plugins });
registerRoute(({ url, sameOrigin }) => sameOrigin && ANSWERS.test(url.pathname), known);

// A new build is at work from the next page on: that page is the server's, and its files have names of their own.
void self.skipWaiting();
clientsClaim();

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import preact from "@preact/preset-vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const backend = "http://127.0.0.1:8000";
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * TensorFlow.js starts its threads from the text of a function, which works only while the function needs
 * nothing around it; its two uses of `_scriptDir` are never reached there, and a minifier renames them.
 */
function selfContainedThreads(): Plugin {
  return {
    name: "self-contained-threads",
    enforce: "pre",
    transform: {
      filter: { id: /tfjs-backend-wasm-threaded-simd\.js/ },
      handler: (code) =>
        code.replace('typeof _scriptDir !== "undefined" && _scriptDir', "false").replace("||_scriptDir", ""),
    },
  };
}

/** The model's worker begins to come with the page, not when the page's own script has run. */
function workerAhead(): Plugin {
  return {
    name: "worker-ahead",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      const worker = Object.keys(bundle).find((name) => /^assets\/worker-[^/]+\.js$/.test(name));
      if (page?.type !== "asset" || !worker) return;
      page.source = String(page.source).replace("</head>", `  <link rel="modulepreload" href="/${worker}">\n  </head>`);
    },
  };
}

/** What the page needs to open and to answer on the fast lane; the rest is kept once it was needed. */
const SHELL =
  /^index\.html$|^assets\/(?:index|worker|hand)-.*\.(?:js|css)$|^assets\/(?:relaxed|simd)(?:-threads)?-.*\.wasm$/;

/** Tells the service worker which files these are, as Workbox's own plugins do. */
function precached(): Plugin {
  return {
    name: "precached",
    enforce: "post",
    generateBundle(_, bundle) {
      const worker = bundle["service-worker.js"];
      if (worker?.type !== "chunk") return;
      if (worker.imports.length > 0)
        this.error("The service worker has to be one file: browsers load it as a classic script.");
      const revised = (url: string, content: string | Uint8Array) => ({
        url,
        revision: createHash("sha256").update(content).digest("hex").slice(0, 16),
      });
      const files = Object.values(bundle).filter((file) => SHELL.test(file.fileName));
      const entries = files.map((file) => {
        const named = { url: `/${file.fileName}`, revision: null };
        return file.fileName.endsWith(".html") && file.type === "asset" ? revised(named.url, file.source) : named;
      });
      entries.push(revised("/icon.svg", readFileSync(here("public/icon.svg"))));
      worker.code = worker.code.replace("self.__WB_MANIFEST", JSON.stringify(entries));
    },
  };
}

/** Each file also as Brotli has it, once and as small as it goes, for the server to hand out. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: (_, { isSsrBuild }) => !isSsrBuild,
    writeBundle({ dir = "" }, bundle) {
      for (const name of Object.keys(bundle)) {
        const content = readFileSync(join(dir, name));
        const small = brotliCompressSync(content);
        if (small.length < content.length) writeFileSync(join(dir, `${name}.br`), small);
      }
    },
  };
}

/**
 * `vite build` makes the page in dist/; `vite build --ssr src/vision/parity.ts` makes dist-node/parity.js,
 * the program with which the backend asks the page's own code.
 */
export default defineConfig(({ isSsrBuild }) => ({
  root: here("."),
  cacheDir: here("../node_modules/.vite"),
  plugins: [preact(), workerAhead(), precached(), compressed()],
  // Found at once, the worker's packages do not make the development server reload the page.
  optimizeDeps: { entries: ["index.html", "src/vision/worker.ts"] },
  worker: { format: "es", plugins: () => [selfContainedThreads()] },
  build: isSsrBuild
    ? { outDir: "dist-node", emptyOutDir: true, target: "node20" }
    : {
        outDir: "dist",
        emptyOutDir: true,
        target: "es2023",
        rolldownOptions: {
          input: { index: here("index.html"), "service-worker": here("src/offline/service-worker.ts") },
          // The service worker's address is for good: browsers look there for a newer one.
          output: {
            entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
          },
        },
      },
  server: {
    proxy: { "/api": backend, "/artifacts": backend },
    // Threads in WebAssembly need cross-origin isolation.
    headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
  },
  // Generous: a thousand head swaps take a while on a busy machine, and hanging is all this is to catch.
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node", testTimeout: 60_000, hookTimeout: 60_000 },
}));

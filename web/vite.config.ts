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
  plugins: [preact(), workerAhead(), compressed()],
  // Found at once, the worker's packages do not make the development server reload the page.
  optimizeDeps: { entries: ["index.html", "src/vision/worker.ts"] },
  worker: { format: "es", plugins: () => [selfContainedThreads()] },
  build: isSsrBuild
    ? { outDir: "dist-node", emptyOutDir: true, target: "node20" }
    : { outDir: "dist", emptyOutDir: true, target: "es2023" },
  server: {
    proxy: { "/api": backend, "/artifacts": backend },
    // Threads in WebAssembly need cross-origin isolation.
    headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
  },
  // Generous: a thousand head swaps take a while on a busy machine, and hanging is all this is to catch.
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node", testTimeout: 60_000, hookTimeout: 60_000 },
}));

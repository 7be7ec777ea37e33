import { fileURLToPath } from "node:url";
import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

const backend = "http://127.0.0.1:8000";
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * `vite build` makes the page in dist/; `vite build --ssr src/vision/parity.ts` makes dist-node/parity.js, the program with
 * which the backend asks the page's own code (src/vision/parity.ts).
 */
export default defineConfig(({ isSsrBuild }) => ({
  root: here("."),
  plugins: [preact()],
  worker: { format: "es" },
  build: isSsrBuild
    ? { outDir: "dist-node", emptyOutDir: true, target: "node20" }
    : { outDir: "dist", emptyOutDir: true, target: "es2023" },
  server: {
    proxy: { "/api": backend, "/artifacts": backend },
    // Threads in WebAssembly need cross-origin isolation.
    headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
  },
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node" },
}));

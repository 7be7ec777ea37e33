/**
 * Builds the engine: `node web/src/vision/engine/build.mjs`. Needs clang 14 or newer, and wasm-ld.
 * The page and its tests use the files that stand here; building those needs neither.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const clang = (...options) => execFileSync("clang", options, { stdio: ["ignore", "pipe", "inherit"] });

const COMPILE = [
  "--target=wasm32",
  "-std=c11",
  "-O3",
  "-Wall",
  "-Werror",
  "-nostdlib",
  "-msimd128",
  "-mbulk-memory",
  "-mmutable-globals",
];
const LINK = ["--no-entry", "--import-memory", "--export=__stack_pointer", "--stack-first", "-z", "stack-size=16384"];
const RELAXED = ["-mrelaxed-simd"];
const THREADS = ["-matomics"];
// The plan says how much memory there is; what the linker writes down are the bounds of that.
const SHARED = ["--shared-memory", "--max-memory=1073741824"];

const OLD = Buffer.from([0xfd, 0xaf, 0x01]);
const NEW = [0xfd, 0x85, 0x02];

const VARIANTS = {
  "simd.wasm": [[], []],
  "relaxed.wasm": [RELAXED, []],
  "simd-threads.wasm": [THREADS, SHARED],
  "relaxed-threads.wasm": [[...RELAXED, ...THREADS], SHARED],
};

for (const [file, [compile, link]] of Object.entries(VARIANTS)) {
  const options = [...COMPILE, ...compile, here("engine.c")];
  const linked = [...LINK, ...link, "--strip-all"].map((option) => `-Wl,${option}`);
  clang(...options, "-o", here(file), ...linked);
  const assembly = clang(...options, "-S", "-o", "-").toString();
  correctEncoding(here(file), assembly.match(/\tf32x4\.fma\b/g)?.length ?? 0);
}

/**
 * Clang 14 writes the multiply-add of relaxed SIMD as the proposal of its time did, 0xfd 0xaf 0x01; since the
 * standard it is 0xfd 0x85 0x02. Replaced only when the file has exactly as many as the assembly.
 */
function correctEncoding(file, wanted) {
  const bytes = readFileSync(file);
  const found = [];
  for (let at = bytes.indexOf(OLD); at >= 0; at = bytes.indexOf(OLD, at + 1)) found.push(at);
  if (found.length !== wanted) throw new Error(`${file}: ${wanted} multiply-adds, but ${found.length} places look so.`);
  for (const at of found) bytes.set(NEW, at);
  writeFileSync(file, bytes);
}

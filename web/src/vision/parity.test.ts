import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { colourHead, manifest, meanColour } from "./fixtures";
import { PROBES, probes } from "./lane/probe";

const web = fileURLToPath(new URL("../..", import.meta.url));
// Within the repository, so that the program finds its packages.
const outDir = join(web, "../node_modules/.cache/graft-parity");
const folder = mkdtempSync(join(tmpdir(), "graft-parity-"));
const { input, backbone } = manifest(1);

let program: ChildProcessWithoutNullStreams;
let lines: Interface;

beforeAll(async () => {
  const ssr = "src/vision/parity.ts";
  await build({ configFile: join(web, "vite.config.ts"), logLevel: "error", build: { ssr, outDir } });
  write("backbone", meanColour());
  write("head", colourHead(1));
  write("surer", colourHead(5));
  writeFileSync(join(folder, "green.rgb"), Uint8Array.of(0, 255, 0));
  program = spawn(process.execPath, [join(outDir, "parity.js")]);
  lines = createInterface({ input: program.stdout });
});

afterAll(() => program.kill());

function write(name: string, files: Map<string, Uint8Array>) {
  mkdirSync(join(folder, name));
  for (const [file, bytes] of files) writeFileSync(join(folder, name, file), bytes);
}

async function ask(line: string): Promise<unknown> {
  const answered = once(lines, "line");
  program.stdin.write(`${line}\n`);
  const [answer] = await answered;
  return JSON.parse(answer as string);
}

function predict(changes: object) {
  const pictures = [{ path: join(folder, "green.rgb"), width: 1, height: 1 }];
  const { outputs } = backbone;
  const request = { id: 7, op: "predict", input, outputs, pictures, backbone: join(folder, "backbone") };
  return ask(JSON.stringify({ ...request, head: join(folder, "head"), ...changes }));
}

test("says what it runs", async () => {
  expect(await ask('{"id": 1, "op": "hello"}')).toEqual({ id: 1, runtime: "tfjs 4.22.0 wasm" });
});

test("answers with each head's probabilities", async () => {
  for (const [head, strength] of [["head", 1] as const, ["surer", 5] as const]) {
    const sum = Math.exp(strength) + 2;
    const row = [1 / sum, Math.exp(strength) / sum, 1 / sum].map((value) => expect.closeTo(value, 5));
    expect(await predict({ head: join(folder, head) })).toEqual({ id: 7, probabilities: [row] });
  }
});

test("gives the vectors where they are asked for", async () => {
  expect(await predict({ vectors: true })).toMatchObject({ vectors: [[0, expect.closeTo(1, 5), 0]] });
});

test("says what it makes of the page's own probes", async () => {
  const { file, vectors, head } = (await predict({ op: "probe" })) as {
    file: string;
    vectors: number[][];
    head: number[];
  };
  expect(file).toBe(PROBES);
  expect(vectors.map((row) => row.length)).toEqual(probes().map(() => 3));
  expect(head.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
});

test("tells how long a picture takes", async () => {
  expect(await predict({ op: "time", rounds: 2 })).toEqual({ id: 7, milliseconds: expect.any(Number) });
  expect(await predict({ op: "time", rounds: 2, pictures: [] })).toEqual({ id: 7, milliseconds: null });
});

test("a bad request gets its error, and the next its answer", async () => {
  const path = join(folder, "green.rgb");
  expect(await ask("nonsense")).toEqual({ id: null, error: expect.stringContaining("not valid JSON") });
  expect(await ask("null")).toEqual({ id: null, error: expect.any(String) });
  expect(await ask('{"id": 2, "op": "dance"}')).toEqual({ id: 2, error: expect.stringContaining('"dance" came') });
  expect(await predict({ head: join(folder, "none") })).toEqual({ id: 7, error: expect.stringContaining("ENOENT") });
  const wrong = [{ path, width: 3, height: 1 }];
  expect(await predict({ pictures: wrong })).toEqual({ id: 7, error: expect.stringContaining("has 9 bytes; 3 came") });
  expect(await predict({})).toMatchObject({ id: 7, probabilities: expect.any(Array) });
});

test("ends when nobody asks any more", async () => {
  program.stdin.end();
  expect(await once(program, "exit")).toEqual([0, null]);
});

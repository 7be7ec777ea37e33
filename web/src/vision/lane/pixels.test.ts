import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { blueFirst, Preprocessor, rawSource } from "../preprocess";
import type { Fit, Preprocessing } from "../types";
import { Engine } from "./engine";
import { GraphWriter, random } from "./fixtures";
import { PixelPlacer } from "./pixels";
import { compile } from "./plan";

const code = new WebAssembly.Module(readFileSync(new URL("../engine/simd.wasm", import.meta.url)));

async function engineFor(height: number, width: number): Promise<Engine> {
  const g = new GraphWriter(height, width);
  const file = g.finish(g.conv(g.rescale("input", [0.5, 1, 2], [0, -3, 7]), [3, 3, 3, 8], 2));
  return Engine.start(code, compile(file, { maps: "maps", vector: "vector" }, 1));
}

function noise(width: number, height: number) {
  const next = random(width * height);
  return rawSource(
    Uint8Array.from({ length: width * height * 4 }, () => next() * 256),
    width,
    height,
    4,
  );
}

/** What lies in the engine's memory, in 0…255 again. */
function read({ floats, plan: { image } }: Engine): number[] {
  const values: number[] = [];
  for (let y = 0; y < image.height; y++) {
    for (let i = 0; i < image.width * 3; i++) {
      const value = floats[(image.base + y * image.row) / 4 + i] as number;
      values.push((value - (image.offset[i % 3] as number)) / (image.scale[i % 3] as number));
    }
  }
  return values;
}

const sizes: [number, number][] = [[64, 48], [640, 480], [71, 60], [20, 20], [301, 200], [1280, 720]]; // biome-ignore format: a table
const cases = (["crop", "squash", "pad"] as Fit[]).flatMap((fit) => sizes.map(([w, h]) => [fit, w, h] as const));

test.each(cases)("%s of %i × %i pixels, to the bit", async (fit, width, height) => {
  const input: Preprocessing = { size: [50, 61], fit, filter: "triangle", scale: 1, offset: 0 };
  const engine = await engineFor(50, 61);
  const picture = noise(width, height);
  expect(new PixelPlacer(engine, input).place(picture)).toBe(true);
  engine.run();
  expect(read(engine)).toEqual(Array.from(new Preprocessor(input).run(picture)));
});

test("a frame that begins its pixels with blue is the same picture", async () => {
  const input: Preprocessing = { size: [50, 61], fit: "crop", filter: "triangle", scale: 1, offset: 0 };
  const engine = await engineFor(50, 61);
  const picture = noise(64, 48);
  const turned = picture.rows(0, 48).slice();
  for (let i = 0; i < turned.length; i += 4) turned.subarray(i, i + 3).reverse();
  const frame = blueFirst(turned as Uint8Array, 64, 48);
  expect(frame.rows(7, 20)).toEqual(picture.rows(7, 20));
  expect(new PixelPlacer(engine, input).place(frame)).toBe(true);
  engine.run();
  const wanted = Array.from(new Preprocessor(input).run(picture));
  expect(read(engine)).toEqual(wanted);
  const placer = new PixelPlacer(engine, input);
  const memory = placer.memory(turned.length);
  memory?.set(turned);
  expect(placer.place(blueFirst(memory as Uint8Array, 64, 48))).toBe(true);
  engine.run();
  expect(read(engine)).toEqual(wanted);
  expect(placer.memory(1 << 24)).toBeNull();
});

test("pictures of other kinds are left to the general way", async () => {
  const input: Preprocessing = { size: [50, 61], fit: "squash", filter: "triangle", scale: 1, offset: 0 };
  const placer = new PixelPlacer(await engineFor(50, 61), input);
  expect(placer.place(rawSource(new Uint8Array(12), 2, 2, 3))).toBe(false);
  expect(placer.place(noise(61, 400))).toBe(false);
  expect(placer.place(noise(70000, 1))).toBe(false);
});

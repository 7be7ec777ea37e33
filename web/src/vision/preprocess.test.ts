import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { overWhite, Preprocessor, rawSource } from "./preprocess";
import type { Preprocessing } from "./types";

interface Case {
  readonly name: string;
  readonly picture: { name: string; mode: "RGB" | "RGBA"; width: number; height: number };
  readonly input: Preprocessing;
}

const golden = new URL("../../../tests/golden/preprocessing/", import.meta.url);
const read = (path: string) => new Uint8Array(readFileSync(new URL(path, golden)));
const cases = JSON.parse(readFileSync(new URL("cases.json", golden), "utf8")) as Case[];

describe("the golden files Pillow made", () => {
  test.each(cases)("$name", ({ name, picture, input }) => {
    const { mode, width, height } = picture;
    const pixels = read(`pictures/${picture.name}.bin`);
    if (mode === "RGBA") overWhite(pixels);
    const got = new Preprocessor(input).run(rawSource(pixels, width, height, mode === "RGB" ? 3 : 4));
    const wanted = Float32Array.from(read(`expected/${name}.bin`));
    expect(got.length).toBe(wanted.length);
    let differing = 0;
    for (const [i, value] of wanted.entries()) differing += Number(value !== got[i]);
    expect(differing).toBe(0);
  });
});

test("pictures of different sizes go through one preprocessor", () => {
  const input: Preprocessing = { size: [2, 2], fit: "pad", filter: "triangle", scale: 1, offset: 0 };
  const preprocessor = new Preprocessor(input);
  const white = (width: number, height: number) =>
    rawSource(new Uint8Array(width * height * 3).fill(255), width, height, 3);
  expect(Array.from(preprocessor.run(white(4, 4)))).toEqual(Array(12).fill(255));
  expect(Array.from(preprocessor.run(white(4, 2)))).toEqual([...Array(6).fill(255), ...Array(6).fill(0)]);
});

test("pixels that do not match the size are refused", () => {
  expect(() => rawSource(new Uint8Array(11), 2, 2, 3)).toThrow("A 2 × 2 picture has 12 bytes; 11 came.");
});

import { expect, test } from "vitest";
import { toggled, typedNumber } from "./shows";

test.each([
  ["12", 12],
  [" 1 250.5 ", 1250.5],
  ["1,5", 1.5],
  ["1,250,000.5", 1250000.5],
  ["-3e2", -300],
])("%s is a number", (text, value) => {
  expect(typedNumber(text)).toBe(value);
});

test.each(["", " ", "tall", "1.2.3", "Infinity", "NaN"])("%s is none", (text) => {
  expect(typedNumber(text)).toBe(null);
});

test("a class is added once and taken away again", () => {
  expect(toggled(["a"], "b")).toEqual(["a", "b"]);
  expect(toggled(["a", "b"], "a")).toEqual(["b"]);
});

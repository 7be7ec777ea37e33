import { expect, test } from "vitest";
import { toggled, typedNumber } from "./shows";

test.each([
  ["12", 12],
  [" 1 250.5 ", 1250.5],
  ["1,5", 1.5],
  ["1,250,000.5", 1250000.5],
  ["615,000", 615000],
  ["-1,250", -1250],
  ["0,125", 0.125],
  ["12,3456", 12.3456],
  ["1.234,5", 1234.5],
  ["1.234.567", 1234567],
  ["1’250", 1250],
  ["1.234", 1.234],
  ["-3e2", -300],
])("%s is a number", (text, value) => {
  expect(typedNumber(text)).toBe(value);
});

test.each(["", " ", "tall", "1.2.3", "1,2,3", "12,34,567", "5 cm", "1e400", "Infinity", "NaN"])(
  "%s is none",
  (text) => {
    expect(typedNumber(text)).toBe(null);
  },
);

test("a class is added once and taken away again", () => {
  expect(toggled(["a"], "b")).toEqual(["a", "b"]);
  expect(toggled(["a", "b"], "a")).toEqual(["b"]);
});

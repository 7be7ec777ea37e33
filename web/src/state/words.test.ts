import { expect, test } from "vitest";
import { lasting } from "./words";

test.each([
  [0.416, "0.42 s"],
  [9.99, "9.99 s"],
  [37.4, "37 s"],
  [89.4, "89 s"],
  [90, "1.5 min"],
  [5400, "90.0 min"],
])("%s seconds are said", (seconds, said) => {
  expect(lasting(seconds)).toBe(said);
});

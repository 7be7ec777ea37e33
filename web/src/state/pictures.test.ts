import { expect, test } from "vitest";
import type { Example } from "../api/types";
import { type Pictures, showPictures, withoutPictures, withPicture } from "./pictures";

const example = (id: string, class_id: string): Example => ({ id, class_id }) as Example;
const start: Pictures = new Map([
  ["rose", { items: [example("1", "rose"), example("2", "rose")], total: 40 }],
  ["tulip", { items: [], total: 0 }],
]);
const ids = (pictures: Pictures, id: string) => pictures.get(id)?.items.map((one) => one.id);

test("a picture that arrives is the first of its class", () => {
  const next = withPicture(start, example("3", "rose"));
  expect(ids(next, "rose")).toEqual(["3", "1", "2"]);
  expect(next.get("rose")?.total).toBe(41);
});

test("a picture given another class leaves the first", () => {
  const next = withPicture(start, example("1", "tulip"));
  expect([ids(next, "rose"), ids(next, "tulip")]).toEqual([["2"], ["1"]]);
  expect([next.get("rose")?.total, next.get("tulip")?.total]).toEqual([39, 1]);
});

test("a card never keeps more than it can show, though it counts them", () => {
  let next = start;
  for (let n = 0; n < 100; n++) next = withPicture(next, example(`new ${n}`, "rose"));
  expect(next.get("rose")?.items).toHaveLength(showPictures);
  expect(next.get("rose")?.total).toBe(140);
});

test("removed pictures go, and are counted out", () => {
  const next = withoutPictures(start, [example("2", "rose"), example("not shown", "rose")]);
  expect(ids(next, "rose")).toEqual(["1"]);
  expect(next.get("rose")?.total).toBe(38);
});

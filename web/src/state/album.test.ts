import { expect, test } from "vitest";
import type { Example } from "../api/types";
import { Album, partSize } from "./album";

const settled = () => new Promise((done) => setTimeout(done));

/** A class of numbered pictures, and the questions that were asked about it. */
function classOf(total: number) {
  const asked: number[] = [];
  const failures: unknown[] = [];
  const state = { total, away: false, prefix: "" };
  const read = async (offset: number, limit: number) => {
    asked.push(offset);
    await settled();
    if (state.away) throw new Error("away");
    const length = Math.max(0, Math.min(limit, state.total - offset));
    const items = Array.from({ length }, (_, n) => ({ id: `${state.prefix}${offset + n}` }) as Example);
    return { items, total: state.total };
  };
  return { album: new Album(read, total, (error) => failures.push(error)), asked, failures, state };
}

async function quiet(asked: readonly number[]) {
  for (let before = -1; before !== asked.length; ) {
    before = asked.length;
    await settled();
    await settled();
  }
}

test("what is looked at is read, and nothing else", async () => {
  const { album, asked } = classOf(20_000);
  album.look(19_950, 20_000);
  await quiet(asked);
  expect(asked).toEqual([19_900]);
  expect(album.at(19_999)?.id).toBe("19999");
  expect(album.at(0)).toBeUndefined();
});

test("whoever scrolls by is not waited for", async () => {
  const { album, asked } = classOf(20_000);
  for (let place = 0; place < 20_000; place += 50) album.look(place, place + 50);
  await quiet(asked);
  expect(asked.length).toBeLessThan(5);
  expect(album.at(19_999)?.id).toBe("19999");
});

test("what has come or gone is read anew where it is looked at; until then the old is shown", async () => {
  const { album, asked, state } = classOf(300);
  album.look(0, 300);
  await quiet(asked);
  album.look(120, 180);
  Object.assign(state, { prefix: "new ", total: 299 });
  album.again();
  expect(album.at(150)?.id).toBe("150");
  expect(album.at(0)).toBeUndefined();
  await quiet(asked);
  expect(album.at(150)?.id).toBe("new 150");
  expect(album.total.value).toBe(299);
  expect(asked.slice(3)).toEqual([100]);
});

test("a run of pictures has those too that nobody has looked at", async () => {
  const { album, asked } = classOf(1_000);
  album.look(0, 50);
  await quiet(asked);
  const run = await album.between(30, 730);
  expect(run.map((one) => one.id)).toEqual(Array.from({ length: 701 }, (_, n) => String(n + 30)));
});

test("a server that is away is told once, and asked again when it is looked at anew", async () => {
  const { album, asked, failures, state } = classOf(1_000);
  state.away = true;
  album.look(0, 50);
  await quiet(asked);
  expect([asked.length, failures.length]).toEqual([1, 1]);
  state.away = false;
  album.again();
  await quiet(asked);
  expect(album.at(49)?.id).toBe("49");
});

test("of very many pictures only those looked at last are kept", async () => {
  const { album, asked } = classOf(200_000);
  for (let place = 0; place < 200 * partSize; place += partSize) {
    album.look(place, place + partSize);
    await quiet(asked);
  }
  expect(album.at(0)).toBeUndefined();
  expect(album.at(199 * partSize)).toBeDefined();
});

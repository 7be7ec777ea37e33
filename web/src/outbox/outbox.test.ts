import "fake-indexeddb/auto";
import { effect, signal } from "@preact/signals";
import { beforeEach, expect, test } from "vitest";
import { ApiError, ServerAway } from "../api/http";
import type { Example, Upload } from "../api/types";
import type { Parcel } from "./database";
import { Outbox, type Send } from "./outbox";

let name = "";
let count = 0;

beforeEach(() => {
  count += 1;
  name = `outbox ${count}`;
});

function parcel(fileName: string, classId = "rose"): Parcel {
  const picture = new Blob([fileName], { type: "image/jpeg" });
  return { project: "garden", classId, picture, fileName, source: "upload", group: null, split: null, move: false };
}

const taken = (one: Parcel): Upload => ({
  example: { id: one.fileName, class_id: one.classId } as unknown as Example,
  duplicate: false,
  moved: false,
});

const refused = (status: number, code: string) => new ApiError(status, { code, message: `It is ${code}.` });

/** Resolves as soon as something read from signals is so. */
function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (holds()) queueMicrotask(() => resolve(stop()));
    });
  });
}

const opened = (send: Send, backoff = 0) => new Outbox({ send, name, backoff: () => backoff });

test("delivers every picture and is empty then", async () => {
  const outbox = opened(async (one) => taken(one));
  const delivered: (string | null)[] = [];
  outbox.listen((one) => delivered.push(one.fileName));
  await outbox.add(["a", "b", "c", "d", "e"].map((file) => parcel(file)));
  const waiting = outbox.waiting("garden");
  await until(() => waiting.value === 0);
  expect(delivered.sort()).toEqual(["a", "b", "c", "d", "e"]);
});

test("sends three at a time, so that thumbnails and events keep connections", async () => {
  const underway = signal(0);
  let most = 0;
  const outbox = opened(async (one) => {
    underway.value += 1;
    most = Math.max(most, underway.value);
    if (most < 3) await until(() => underway.value === 3);
    underway.value -= 1;
    return taken(one);
  });
  await outbox.add([..."abcdefghij"].map((file) => parcel(file)));
  const waiting = outbox.waiting("garden");
  await until(() => waiting.value === 0);
  expect(most).toBe(3);
});

test("a mistake of the server's own is not repeated for ever, but can be tried again", async () => {
  let mistakes = 1;
  const outbox = opened(async (one) => {
    if (mistakes-- > 0) throw refused(500, "internal");
    return taken(one);
  });
  await outbox.add([parcel("a")]);
  const returned = outbox.returned("garden");
  await until(() => returned.value.length === 1);
  expect(returned.value[0]?.fileName).toBe("a");
  const arrived = new Promise<Parcel>((resolve) => {
    outbox.listen(resolve);
  });
  await outbox.resend(returned.value[0]?.id ?? 0, false);
  expect(await arrived).toMatchObject({ fileName: "a", move: false });
});

test("a picture that was not sent before a reload is sent after it", async () => {
  const before = opened(() => new Promise(() => {}));
  await before.add([parcel("a"), parcel("b", "tulip")]);
  expect(before.waiting("garden", "tulip").value).toBe(1);

  const sent: Parcel[] = [];
  const after = opened(async (one) => {
    sent.push(one);
    return taken(one);
  });
  const arrived = new Promise<void>((resolve) => {
    after.listen(() => sent.length === 2 && resolve());
  });
  await arrived;
  expect(sent.map((one) => [one.fileName, one.classId])).toEqual([
    ["a", "rose"],
    ["b", "tulip"],
  ]);
  expect(await sent[0]?.picture.text()).toBe("a");
});

test("waits while the server is away, says so, and goes on when it is back", async () => {
  let away = 3;
  const outbox = opened(async (one) => {
    away -= 1;
    if (away >= 0) throw new ServerAway();
    return taken(one);
  });
  const stalls: boolean[] = [];
  effect(() => {
    stalls.push(outbox.stalled.value);
  });
  await outbox.add([parcel("a"), parcel("b")]);
  const waiting = outbox.waiting("garden");
  await until(() => waiting.value === 0);
  expect(stalls).toEqual([false, true, false]);
});

test("a full disk or a restart is waited out, not taken for a refusal", async () => {
  let failures = 1;
  const outbox = opened(async (one) => {
    if (failures-- > 0) throw refused(507, "disk_full");
    return taken(one);
  });
  await outbox.add([parcel("a")]);
  const waiting = outbox.waiting("garden");
  await until(() => waiting.value === 0);
  expect(outbox.returned("garden").value).toEqual([]);
});

test("what the server refuses is listed with its sentence, also after a reload, until it is dismissed", async () => {
  const refuse = async () => {
    throw refused(415, "not_a_picture");
  };
  const before = opened(refuse);
  await before.add([parcel("notes.txt")]);
  const first = before.returned("garden");
  await until(() => first.value.length === 1);
  expect(before.waiting("garden").value).toBe(0);

  const after = opened(refuse);
  const again = after.returned("garden");
  await until(() => again.value.length === 1);
  expect(again.value[0]).toMatchObject({ fileName: "notes.txt", message: "It is not_a_picture." });
  await after.dismiss(again.value.map((one) => one.id));
  expect(again.value).toEqual([]);
});

test("a picture of another class can be moved here", async () => {
  const outbox = opened(async (one) => {
    if (!one.move) throw refused(409, "image_in_other_class");
    return taken(one);
  });
  const moved = new Promise<Parcel>((resolve) => {
    outbox.listen(resolve);
  });
  await outbox.add([parcel("a", "tulip")]);
  const returned = outbox.returned("garden");
  await until(() => returned.value.length === 1);
  await outbox.resend(returned.value[0]?.id ?? 0, true);
  expect(await moved).toMatchObject({ fileName: "a", classId: "tulip", move: true });
  expect(returned.value).toEqual([]);
});

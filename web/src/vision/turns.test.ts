import { expect, test } from "vitest";
import { held } from "./fixtures";
import { Turns } from "./turns";

/** A job that ends when it is told to. */
function job<T>(value: T) {
  const { promise, resolve, reject } = held<T>();
  const state = { started: false, dropped: false };
  const run = () => {
    state.started = true;
    return promise;
  };
  const drop = () => {
    state.dropped = true;
  };
  return { state, run, drop, finish: () => resolve(value), fail: (error: Error) => reject(error) };
}

test("of the frames that wait only the newest is answered", async () => {
  const turns = new Turns();
  const [first, second, third] = [job(1), job(2), job(3)];
  const answers = [first, second, third].map(({ run, drop }) => turns.live(run, drop));
  expect(second.state).toEqual({ started: false, dropped: true });
  first.finish();
  third.finish();
  expect(await Promise.all(answers)).toEqual([1, null, 3]);
  expect(second.state.started).toBe(false);
});

test("every single picture is answered, in order", async () => {
  const turns = new Turns();
  const jobs = [1, 2, 3, 4].map((value) => job(value));
  const order: number[] = [];
  const answers = jobs.map(({ run }) => turns.single(run).then((value) => order.push(value)));
  for (const { finish } of jobs.reverse()) finish();
  await Promise.all(answers);
  expect(order).toEqual([1, 2, 3, 4]);
});

test("a folder of pictures and the camera take turns", async () => {
  const turns = new Turns();
  const order: string[] = [];
  const write = (name: string) => async () => {
    order.push(name);
  };
  const first = job("");
  const done = [turns.single(first.run), turns.single(write("b")), turns.single(write("c"))];
  const frame = turns.live(write("frame"), () => {});
  first.finish();
  await Promise.all([...done, frame]);
  expect(order).toEqual(["frame", "b", "c"]);
});

test("a picture that nobody wants any more is not looked at", async () => {
  const turns = new Turns();
  const first = job(1);
  const unwanted = job(2);
  const controller = new AbortController();
  const answer = turns.single(first.run);
  const given = turns.single(unwanted.run, controller.signal);
  controller.abort();
  await expect(given).rejects.toThrow("aborted");
  await expect(turns.single(unwanted.run, controller.signal)).rejects.toThrow("aborted");
  first.finish();
  expect(await answer).toBe(1);
  expect(unwanted.state.started).toBe(false);
});

test("a picture that fails does not hold up the next", async () => {
  const turns = new Turns();
  const bad = job(1);
  const failed = turns.single(bad.run);
  const next = turns.single(async () => 2);
  bad.fail(new Error("not a picture"));
  await expect(failed).rejects.toThrow("not a picture");
  expect(await next).toBe(2);
});

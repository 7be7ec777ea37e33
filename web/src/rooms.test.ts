/** Who may import whom, held by reading the source. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const here = new URL(".", import.meta.url);
const may: Readonly<Record<string, readonly string[]>> = {
  pages: ["components", "state", "api"],
  components: ["state", "camera", "api", "vision"],
  state: ["outbox", "camera", "api", "vision"],
  outbox: ["api"],
  camera: [],
  api: ["vision"],
  vision: [],
};
/** All that the page may know of the vision worker. */
const door = ["bridge", "types"];

function importsOf(room: string): { file: string; target: string; name: string }[] {
  const files = readdirSync(new URL(`${room}/`, here)).filter((file) => /(?<!\.test)\.tsx?$/.test(file));
  return files.flatMap((file) => {
    const source = readFileSync(new URL(`${room}/${file}`, here), "utf8");
    const found = source.matchAll(/from "\.\.\/(\w+)\/([\w-]+)"/g);
    return [...found].map(([, target = "", name = ""]) => ({ file, target, name }));
  });
}

test.each(Object.keys(may))("%s imports only what it may", (room) => {
  const strays = importsOf(room).filter(({ target }) => !may[room]?.includes(target));
  expect(strays).toEqual([]);
});

test("the vision worker is reached only through its bridge", () => {
  const strays = Object.keys(may)
    .flatMap(importsOf)
    .filter(({ target, name }) => target === "vision" && !door.includes(name));
  expect(strays).toEqual([]);
});

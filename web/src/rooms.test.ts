/** Who may import whom, held by reading the source. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const here = new URL(".", import.meta.url);
const rooms: Readonly<Record<string, readonly string[]>> = {
  pages: ["components", "state", "api"],
  components: ["state", "camera", "api", "vision"],
  state: ["outbox", "camera", "api", "vision", "offline"],
  outbox: ["api"],
  camera: [],
  offline: [],
  api: ["vision"],
  vision: [],
};
/** The rooms in `components`, each with those it may draw with. */
const components: Readonly<Record<string, readonly string[]>> = {
  shell: [],
  capture: ["shell"],
  labelling: ["shell", "capture"],
  live: ["shell", "capture", "labelling"],
  results: ["shell"],
  judging: ["shell", "results"],
  training: ["shell", "capture", "results", "judging"],
};
/** All that the page may know of the vision worker. */
const door = ["bridge", "types"];

interface Import {
  readonly file: string;
  /** Folders and name of what is imported, below `src`. */
  readonly target: readonly string[];
}

function importsOf(folder: string): Import[] {
  const all = readdirSync(new URL(`${folder}/`, here), { recursive: true, encoding: "utf8" });
  const files = all.filter((file) => /(?<!\.test)\.tsx?$/.test(file)).map((file) => `${folder}/${file}`);
  return files.flatMap((file) => {
    const found = readFileSync(new URL(file, here), "utf8").matchAll(/from "(\.[^"]+)"/g);
    return [...found].map(([, path = ""]) => ({ file, target: below(new URL(path, new URL(file, here))) }));
  });
}

const below = (file: URL): string[] => file.pathname.slice(here.pathname.length).split("/");

test.each(Object.entries(rooms))("%s imports only what it may", (room, may) => {
  const strays = importsOf(room).filter(({ target: [to = ""] }) => to !== room && !may.includes(to));
  expect(strays).toEqual([]);
});

test.each(Object.entries(components))("components/%s draws only with what it may", (room, may) => {
  const drawn = importsOf(`components/${room}`).filter(({ target }) => target[0] === "components");
  const strays = drawn.filter(({ target: [, to = ""] }) => to !== room && !may.includes(to));
  expect(strays).toEqual([]);
});

test("every component stands in a room", () => {
  expect(readdirSync(new URL("components/", here)).sort()).toEqual(Object.keys(components).sort());
});

test("the vision worker is reached only through its bridge", () => {
  const strays = Object.keys(rooms)
    .filter((room) => room !== "vision")
    .flatMap(importsOf)
    .filter(({ target: [to, name = ""] }) => to === "vision" && !door.includes(name));
  expect(strays).toEqual([]);
});

/** All that is loaded with a file: what it imports, and what that does; types are not loaded. */
function loadedWith(file: URL, found = new Set<string>()): Set<string> {
  const text = readFileSync(file, "utf8");
  for (const [, path = ""] of text.matchAll(/^import (?!type\b)[^;]*?"([^"]+)";/gm)) {
    const target = path.startsWith(".") ? new URL(`${path}.ts`, file).href : path;
    if (found.has(target)) continue;
    found.add(target);
    if (target.startsWith("file:") && !target.includes("?")) loadedWith(new URL(target), found);
  }
  return found;
}

test("the model's worker starts without TensorFlow.js", () => {
  const loaded = [...loadedWith(new URL("vision/worker.ts", here))];
  expect(loaded).toContain(new URL("vision/lane/engine.ts", here).href);
  expect(loaded.filter((one) => one.includes("@tensorflow"))).toEqual([]);
});

import { expect, test } from "vitest";
import { filesOfDialog, planFolder } from "./folders";

const found = (path: string) => {
  const parts = path.split("/");
  return { file: new File([], parts.at(-1) ?? ""), folders: parts.slice(0, -1) };
};

function plan(...paths: string[]) {
  const { classes, loose } = planFolder(paths.map(found));
  const named = [...classes].map(([name, placed]) => [name, ...placed.map(({ file, split }) => [file.name, split])]);
  return { classes: named, loose: loose.map((file) => file.name) };
}

test("every folder of pictures is a class", () => {
  expect(plan("garden/rose/1.jpg", "garden/tulip/2.jpg", "garden/rose/3.jpg").classes).toEqual([
    ["rose", ["1.jpg", null], ["3.jpg", null]],
    ["tulip", ["2.jpg", null]],
  ]);
});

test("a folder that is dropped alone is a class itself", () => {
  expect(plan("rose/1.jpg").classes).toEqual([["rose", ["1.jpg", null]]]);
});

test("folders named like splits say the split and are no class, above or below it", () => {
  expect(plan("garden/train/rose/1.jpg", "garden/rose/Validation/2.jpg", "garden/test/rose/3.jpg").classes).toEqual([
    ["rose", ["1.jpg", "train"], ["2.jpg", "val"], ["3.jpg", "test"]],
  ]);
});

test("files in no folder belong to no class", () => {
  expect(plan("1.jpg", "train/2.jpg")).toEqual({ classes: [], loose: ["1.jpg", "2.jpg"] });
});

test("a folder dialog's hidden files are left out", () => {
  const hidden = Object.defineProperty(new File([], ".DS_Store"), "webkitRelativePath", { value: "rose/.DS_Store" });
  const shown = Object.defineProperty(new File([], "1.jpg"), "webkitRelativePath", { value: "rose/1.jpg" });
  expect(filesOfDialog([hidden, shown])).toEqual([{ file: shown, folders: ["rose"] }]);
});

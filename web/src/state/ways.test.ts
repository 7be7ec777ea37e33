import { expect, test } from "vitest";
import type { Strategy } from "../api/types";
import { Ways } from "./ways";

const number = (name: string, usual: number) => ({
  name,
  default: usual,
  help: "",
  least: 0,
  most: 9,
  choices: null,
  when: null,
});
const strategy = (id: string): Strategy => ({
  id,
  title: id,
  section: "",
  sentence: "",
  parameters: [number("epochs", 4), number("rate", 0.5)],
});

function ways(): Ways {
  const made = new Ways("p");
  made.strategies.value = [strategy("finetune"), strategy("scratch")];
  return made;
}

test("only what differs from the defaults is asked", () => {
  const made = ways();
  expect(made.wish()).toEqual({ strategy: "finetune", parameters: {} });
  made.change("epochs", "2");
  made.change("rate", "0.5");
  made.backbone.value = "fruit-v1";
  expect(made.wish()).toEqual({ strategy: "finetune", backbone: "fruit-v1", parameters: { epochs: "2" } });
});

test("what was changed stays with its strategy", () => {
  const made = ways();
  made.change("epochs", "2");
  made.strategy.value = "scratch";
  expect(made.wish().parameters).toEqual({});
  made.strategy.value = "finetune";
  expect(made.wish().parameters).toEqual({ epochs: "2" });
});

test("what says nothing beside the others is neither shown nor asked", () => {
  const made = ways();
  const kind = { ...number("kind", 0), default: "convex", choices: ["convex", "dense"] };
  const hidden = { ...number("hidden", 128), when: { name: "kind", value: "dense" } };
  made.strategies.value = [{ ...strategy("head"), parameters: [kind, hidden] }];
  made.strategy.value = "head";
  made.change("hidden", "64");
  expect(made.parameters()).toEqual([kind]);
  expect(made.wish().parameters).toEqual({});
  made.change("kind", "dense");
  expect(made.parameters()).toEqual([kind, hidden]);
  expect(made.wish().parameters).toEqual({ kind: "dense", hidden: "64" });
});

import { expect, test } from "vitest";
import type { Strategy } from "../api/types";
import { Ways, waysOf } from "./ways";

const number = (name: string, usual: number) => ({
  name,
  default: usual,
  help: "",
  least: 0,
  most: 9,
  choices: null,
});
const strategy = (id: string): Strategy => ({
  id,
  title: id,
  section: "",
  sentence: "",
  parameters: [number("epochs", 4), number("rate", 0.5)],
});

function ways(): Ways {
  const made = new Ways("p", "single_label");
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

test("a number and several labels have the head alone to choose", () => {
  const all = ["head", "finetune", "scratch"].map(strategy);
  expect(waysOf("single_label", all)).toEqual(all);
  expect(waysOf("regression", all).map(({ id }) => id)).toEqual(["head"]);
  expect(new Ways("p", "multi_label").wish().strategy).toBe("head");
});

import { signal } from "@preact/signals";
import * as api from "../api/graft";
import type { Backbone, Parameter, Preset, Strategy, Wish } from "../api/types";
import { attempt } from "./toasts";

/** What there is to choose from, and what is chosen: the ways to train a project. */
export class Ways {
  readonly strategies = signal<readonly Strategy[]>([]);
  readonly presets = signal<readonly Preset[]>([]);
  readonly backbones = signal<readonly Backbone[]>([]);
  /** Names that a training can start from: other projects, and backbones that were trained here. */
  readonly sources = signal<readonly string[]>([]);
  readonly strategy = signal("finetune");
  readonly backbone = signal("");
  /** What was changed, by strategy and parameter; text as it was typed. */
  readonly changed = signal<Readonly<Record<string, string>>>({});

  constructor(readonly projectId: string) {}

  async load(): Promise<void> {
    await attempt(async () => {
      const [told, backbones, { items }] = await Promise.all([
        api.strategies(),
        api.backbones.list(),
        api.projects.list(),
      ]);
      this.presets.value = told.presets;
      this.backbones.value = backbones.filter((one) => one.available);
      const trained = backbones.filter((one) => one.source === "domain").map((one) => one.name);
      this.sources.value = [...items.filter((one) => one.id !== this.projectId).map((one) => one.name), ...trained];
      this.strategies.value = told.items;
    });
  }

  chosen(): Strategy | undefined {
    return this.strategies.value.find((one) => one.id === this.strategy.value);
  }

  /** The chosen strategy's parameters that say something beside the others. */
  parameters(): readonly Parameter[] {
    const all = this.chosen()?.parameters ?? [];
    const told = (name: string) => all.filter((one) => one.name === name).map((one) => this.value(one))[0];
    return all.filter(({ when }) => !when || told(when.name) === when.value);
  }

  value({ name, default: usual }: Parameter): string {
    return this.changed.value[`${this.strategy.value} ${name}`] ?? String(usual);
  }

  change(name: string, value: string): void {
    this.changed.value = { ...this.changed.value, [`${this.strategy.value} ${name}`]: value };
  }

  /** What is asked of the server: only what differs from the defaults. */
  wish(): Partial<Wish> {
    const differing = this.parameters().filter((one) => this.value(one) !== String(one.default));
    return {
      strategy: this.strategy.value,
      ...(this.backbone.value ? { backbone: this.backbone.value } : {}),
      parameters: Object.fromEntries(differing.map((one) => [one.name, this.value(one)])),
    };
  }
}

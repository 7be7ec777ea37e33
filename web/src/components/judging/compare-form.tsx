import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import * as api from "../../api/graft";
import type { Backbone } from "../../api/types";
import type { ProjectStore } from "../../state/project";
import { attempt } from "../../state/toasts";
import { count } from "../../state/words";

interface Props {
  readonly store: ProjectStore;
  readonly strategies: readonly Choice[];
  readonly onStarted: () => void;
}

interface Choice {
  readonly id: string;
  readonly title: string;
}

type Chosen = ReadonlySet<string>;

/** What is to be compared: every chosen strategy with every chosen backbone. */
export function CompareForm({ store, strategies, onStarted }: Props) {
  const backbones = useSignal<readonly Backbone[]>([]);
  const names = useSignal<Chosen>(new Set());
  const kinds = useSignal<Chosen>(new Set(strategies.slice(0, 1).map((one) => one.id)));
  const sending = useSignal(false);
  useEffect(() => {
    void attempt(async () => {
      backbones.value = (await api.backbones.list()).filter((one) => one.available);
      names.value = new Set(backbones.value.map((one) => one.name));
    });
  }, [store]);
  const total = names.value.size * kinds.value.size;
  const start = async (event: Event) => {
    event.preventDefault();
    sending.value = true;
    await attempt(async () => {
      await api.comparisons.create(store.id, [...kinds.value], [...names.value]);
      onStarted();
    });
    sending.value = false;
  };
  return (
    <form class="compare-form" onSubmit={(event) => void start(event)}>
      {strategies.length > 1 && (
        <Choices legend="Strategies" all={strategies} chosen={kinds.value} onChoose={(next) => (kinds.value = next)} />
      )}
      <Choices
        legend="Backbones"
        all={backbones.value.map(({ name }) => ({ id: name, title: name }))}
        chosen={names.value}
        onChoose={(next) => (names.value = next)}
      />
      {total < 2 && (
        <p class="small soft">
          {backbones.value.length * strategies.length < 2
            ? "There is only one backbone on this computer: graft backbone fetch brings others."
            : "A comparison is of two or more."}
        </p>
      )}
      <button type="submit" class="button main large" disabled={total < 2 || sending.value}>
        {total < 2 ? "Compare" : `Compare ${count(total, "training")}`}
      </button>
    </form>
  );
}

interface ChoicesProps {
  readonly legend: string;
  readonly all: readonly Choice[];
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
}

function Choices({ legend, all, chosen, onChoose }: ChoicesProps) {
  const toggle = (name: string) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    onChoose(next);
  };
  return (
    <fieldset>
      <legend class="small soft">{legend}</legend>
      {all.map(({ id, title }) => (
        <label key={id}>
          <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} /> {title}
        </label>
      ))}
    </fieldset>
  );
}

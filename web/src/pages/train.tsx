import { ArrowLeft, Sprout } from "lucide-preact";
import { useEffect, useMemo } from "preact/hooks";
import { useLocation } from "preact-iso";
import type { Strategy } from "../api/types";
import { AugmentationPreview } from "../components/training/augmentation-preview";
import { ParameterField } from "../components/training/parameter-field";
import { train } from "../state/editing";
import type { ProjectStore } from "../state/project";
import { Ways } from "../state/ways";
import { ProjectPage } from "./project-page";
import "./train.css";

export function TrainPage() {
  return <ProjectPage title="Ways to train">{(store) => <WaysToTrain key={store.id} store={store} />}</ProjectPage>;
}

function WaysToTrain({ store }: { readonly store: ProjectStore }) {
  const ways = useMemo(() => new Ways(store.id), [store]);
  const { route } = useLocation();
  useEffect(() => void ways.load(), [ways]);
  if (!ways.strategies.value.length) return <p class="unseen">Loading …</p>;
  const begin = async (event: SubmitEvent) => {
    event.preventDefault();
    const run = await train(store, ways.wish());
    if (run) route(`/p/${store.id}/runs/${run}`);
  };
  return (
    <form class="ways" onSubmit={(event) => void begin(event)}>
      <a class="back small" href={`/p/${store.id}`}>
        <ArrowLeft /> Studio
      </a>
      <h1>Ways to train</h1>
      <fieldset class="ways-list">
        <legend class="unseen">Strategy</legend>
        {ways.strategies.value.map((one) => (
          <Way key={one.id} ways={ways} strategy={one} />
        ))}
      </fieldset>
      <Choices store={store} ways={ways} />
      <button
        type="submit"
        class="button main large"
        disabled={store.pressed.value || store.step.value.kind === "training"}
      >
        <Sprout /> Train
      </button>
    </form>
  );
}

function Way({ ways, strategy }: { readonly ways: Ways; readonly strategy: Strategy }) {
  const pick = () => {
    ways.strategy.value = strategy.id;
  };
  return (
    <label class="way">
      <span class="way-title">
        <input
          type="radio"
          name="strategy"
          aria-label={strategy.title}
          aria-describedby={`about-${strategy.id}`}
          checked={ways.strategy.value === strategy.id}
          onChange={pick}
        />
        {strategy.title}
      </span>
      <span class="small soft" id={`about-${strategy.id}`}>
        {strategy.sentence}
      </span>
    </label>
  );
}

/** The backbone, the strategy's parameters, and what its augmentation does. */
function Choices({ store, ways }: { readonly store: ProjectStore; readonly ways: Ways }) {
  const parameters = ways.parameters();
  const augment = parameters.find((one) => one.name === "augment");
  const preset = ways.presets.value.find((one) => augment && one.name === ways.value(augment));
  return (
    <>
      <div class="parameters">
        <label class="parameter">
          <span class="parameter-name">Backbone</span>
          <select
            class="field"
            value={ways.backbone.value}
            onChange={(event) => {
              ways.backbone.value = event.currentTarget.value;
            }}
          >
            <option value="">The project’s ({store.project.value?.backbone})</option>
            {ways.backbones.value.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}
              </option>
            ))}
          </select>
          <span class="small soft">The network to start from.</span>
        </label>
        {parameters.map((one) => (
          <ParameterField key={`${ways.strategy.value} ${one.name}`} ways={ways} parameter={one} />
        ))}
      </div>
      <datalist id="sources">
        {ways.sources.value.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {preset && store.classes.value.some((one) => one.examples > 0) && (
        <AugmentationPreview projectId={store.id} preset={preset} />
      )}
    </>
  );
}

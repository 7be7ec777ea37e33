import { Plus, Sprout } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { addClassToName, train } from "../../state/editing";
import type { NextStep } from "../../state/next-step";
import { everything } from "../../state/pictures";
import type { ProjectStore } from "../../state/project";
import { outbox } from "../../state/sending";
import { attempt } from "../../state/toasts";
import { usual } from "../../state/weights";
import { count } from "../../state/words";
import { askForPictures } from "../capture/add-buttons";
import { AdviceLine } from "../judging/advice-line";
import { Accuracy } from "../results/accuracy";
import { BetterBackbone } from "./better-backbone";
import { Training } from "./training";
import { WorkerLine } from "./worker-line";
import "./next-step.css";

interface Props {
  readonly store: ProjectStore;
}

/** What the model knows, and the one sensible thing to do next. */
export function NextStepBar({ store }: Props) {
  const step = store.step.value;
  const waiting = outbox.waiting(store.id).value;
  return (
    <section class="next-step" aria-label="Training">
      <Step store={store} step={step} />
      {waiting > 0 && step.kind !== "training" && (
        <p class="small waiting figures" role="status">
          {count(waiting, "picture")} waiting{outbox.stalled.value ? " for the server" : ""}
        </p>
      )}
      {step.kind !== "training" && store.connection.value !== "lost" && <WorkerLine worker={store.worker.value} />}
      <AdviceLine store={store} />
      {offersBetter(store, step) && <BetterBackbone />}
    </section>
  );
}

/** Only where it would be used, and not before there is something that it would do better. */
function offersBetter(store: ProjectStore, step: NextStep): boolean {
  const uses = store.project.value?.backbone === usual.value;
  return uses && (step.kind === "train" || step.kind === "trained" || step.kind === "retrain");
}

function Step({ store, step }: Props & { readonly step: NextStep }) {
  switch (step.kind) {
    case "add-class":
      return store.task.value === "multi_label" ? (
        <FirstLabel store={store} />
      ) : (
        <AddClass store={store} classes={step.classes} />
      );
    case "add-pictures":
      return (
        <Say title={`Add ${step.missing === 1 ? "one more picture" : "pictures"} to ${step.to.name}`}>
          <p class="soft">Two is the least; twenty, from several sides, teach it well.</p>
          <button type="button" class="button main wide large" onClick={() => askForPictures(step.to.id)}>
            Add pictures
          </button>
        </Say>
      );
    case "add-examples":
      return (
        <Say title={`Add ${count(step.missing, "more picture")}`}>
          <p class="soft">
            {store.task.value === "regression"
              ? "Each with its value. Four is the least; a hundred teach it something."
              : "Each with the classes it shows. Four is the least; twenty a class teach it well."}
          </p>
          <button type="button" class="button main wide large" onClick={() => askForPictures(everything)}>
            Add pictures
          </button>
        </Say>
      );
    case "label-pictures":
      return (
        <>
          <Say title={`Say what ${count(step.open, "picture")} ${step.open === 1 ? "shows" : "show"}`}>
            <p class="soft">
              {store.task.value === "regression"
                ? "A number is learnt from pictures that all have their value."
                : "Classes are learnt from pictures of which each says what it shows, or that it shows none of these."}
            </p>
            <button type="button" class="button main wide large" onClick={() => void onlyOpen(store)}>
              Show them
            </button>
          </Say>
          {store.current.value && <Accuracy store={store} version={store.current.value} />}
        </>
      );
    case "training":
      return <Training store={store} job={step.job} />;
    case "failed":
      return (
        <Say title="Training didn’t work">
          <p class="notice wrong small" role="alert">
            <span>
              {step.error.message} <code class="error-code">{step.error.code}</code>
            </span>
          </p>
          <TrainButton store={store} label="Train again" />
        </Say>
      );
    default:
      return <Ready store={store} step={step} />;
  }
}

/** Lists the pictures that are to be labelled, and brings them into view where the list is below. */
async function onlyOpen(store: ProjectStore): Promise<void> {
  await attempt(() => store.list({ from: 0, open: true }));
  document.querySelector(".shown-list")?.scrollIntoView({ block: "nearest" });
}

function Ready({ store, step }: Props & { readonly step: NextStep }) {
  const classes = store.classes.value;
  const total = store.total.value;
  if (step.kind === "retrain") {
    return (
      <>
        <Say title={changed(step.changed, step.version.number)}>
          <TrainButton store={store} label="Train again" />
        </Say>
        <Accuracy store={store} version={step.version} />
        <MoreWays store={store} />
      </>
    );
  }
  if (step.kind === "trained") {
    return (
      <>
        <Accuracy store={store} version={step.version} />
        <button type="button" class="button wide" onClick={() => void train(store)}>
          Train again
        </button>
        <MoreWays store={store} />
      </>
    );
  }
  return (
    <Say title="Ready to train">
      <p class="soft figures">
        {count(total, "picture")}
        {store.task.value === "regression" ? "" : ` in ${count(classes.length, "class", "classes")}`}.
      </p>
      <TrainButton store={store} label="Train" />
      <MoreWays store={store} />
    </Say>
  );
}

function MoreWays({ store }: Props) {
  return (
    <a class="small" href={`/p/${store.id}/train`}>
      More ways to train
    </a>
  );
}

function changed(number: number, version: number): string {
  if (number === 0) return `Labels changed since version ${version}`;
  if (number < 0) return `${count(-number, "picture")} fewer than version ${version} learned`;
  return `${count(number, "new picture")} since version ${version}`;
}

function AddClass({ store, classes }: Props & { readonly classes: number }) {
  return (
    <Say title={classes ? "Add one more class" : "Start with two classes"}>
      <p class="soft">A class is one thing to recognise. Telling things apart takes at least two.</p>
      <button type="button" class="button main wide large" onClick={() => void addClassToName(store)}>
        <Plus /> {classes ? "Add another class" : "Add your first class"}
      </button>
    </Say>
  );
}

function FirstLabel({ store }: Props) {
  return (
    <Say title="Start with a class">
      <p class="soft">A class is one thing to recognise. A picture may show several of them, or none.</p>
      <button type="button" class="button main wide large" onClick={() => void addClassToName(store)}>
        <Plus /> Add your first class
      </button>
    </Say>
  );
}

function TrainButton({ store, label }: Props & { readonly label: string }) {
  return (
    <button type="button" class="button main wide large" onClick={() => void train(store)}>
      <Sprout /> {label}
    </button>
  );
}

function Say({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="stack">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

import { CircleAlert, CircleCheck, Lightbulb, TriangleAlert } from "lucide-preact";
import { useLocation } from "preact-iso";
import { thumbnail, verdicts } from "../../api/graft";
import type { Advice } from "../../api/types";
import { train } from "../../state/editing";
import type { ProjectStore } from "../../state/project";
import { attempt } from "../../state/toasts";
import { readable } from "../../state/words";
import { nameOf } from "../results/per-class";
import { colourOf } from "../shell/colour";
import "./advice.css";

const icons = { wrong: CircleAlert, warn: TriangleAlert, hint: Lightbulb, good: CircleCheck };

interface Props {
  readonly store: ProjectStore;
  readonly item: Advice;
}

/** One thing worth knowing, the pictures that show it, and the one action that cures it. */
export function AdviceItem({ store, item }: Props) {
  const Icon = icons[item.severity];
  return (
    <li class={item.severity}>
      <Icon />
      <div class="advice-what">
        <p>{item.sentence}</p>
        {item.examples.length > 0 && <Shown store={store} item={item} />}
      </div>
      {item.action && <Cure store={store} action={item.action} />}
    </li>
  );
}

function Shown({ store, item }: Props) {
  return (
    <div class="advice-pictures">
      {item.examples.map((one) => (
        <figure key={one.id}>
          <img src={thumbnail(one.sha256)} alt="" loading="lazy" />
          <Labelled store={store} one={one} />
        </figure>
      ))}
    </div>
  );
}

function Labelled({ store, one }: { readonly store: ProjectStore; readonly one: Advice["examples"][number] }) {
  const classes = store.classes.value;
  if (one.class_id) {
    return (
      <figcaption class="class-cell small" style={colourOf(classes, one.class_id)}>
        <span class="dot" /> <span class="clip">{nameOf(classes, one.class_id)}</span>
      </figcaption>
    );
  }
  const named = one.class_ids?.map((id) => nameOf(classes, id)).join(", ");
  const value = one.value === null ? undefined : readable(one.value, store.project.value?.target?.unit);
  return (
    <figcaption class="clip small figures">
      {value ?? (named === "" ? "none of these" : (named ?? "no label"))}
    </figcaption>
  );
}

function Cure({ store, action }: { readonly store: ProjectStore; readonly action: NonNullable<Advice["action"]> }) {
  const { route } = useLocation();
  const studio = `/p/${store.id}`;
  if (action.kind === "open-class") {
    return (
      <a class="button" href={`${studio}/c/${action.class_id}`}>
        {action.label}
      </a>
    );
  }
  if (action.kind === "compare") {
    return (
      <a class="button" href={`${studio}/compare`}>
        {action.label}
      </a>
    );
  }
  const press = async () => {
    if (action.kind === "verdict") {
      await attempt(async () => store.take(await verdicts.ask(store.id, null)));
      return;
    }
    route(studio);
    await train(store, { strategy: action.strategies?.[0] ?? "head", backbone: action.backbones?.[0] ?? null });
  };
  const asking = action.kind === "verdict" && store.judging.value?.kind === "verdict";
  const busy = asking && ["queued", "running"].includes(store.judging.value?.status ?? "");
  return (
    <button type="button" class="button" disabled={busy} onClick={() => void press()}>
      {busy ? "Finding out …" : action.label}
    </button>
  );
}

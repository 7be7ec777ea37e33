import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import { X } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { picture, runs, thumbnail } from "../../api/graft";
import type { Mistake } from "../../api/types";
import { movePictures, removePictures } from "../../state/editing";
import type { ProjectStore } from "../../state/project";
import { count, percent } from "../../state/words";
import { nameOf } from "./per-class";
import "./mistakes.css";

/** What was taken for what: ids of classes. */
export interface Pair {
  readonly is: string;
  readonly said: string;
}

/** Seen at first; a few rows tell what there is to see. */
const atFirst = 24;

const parts = [
  { part: "test", title: "In the test" },
  { part: "cross_validation", title: "Of what it learnt from, each asked before it had learnt it" },
] as const;

interface Props {
  readonly store: ProjectStore;
  readonly run: string;
  /** The cell of the table whose pictures are wanted; nothing: all. */
  readonly pair?: Signal<Pair | null>;
}

/** The pictures that were taken for another class. Where the label was wrong, it is put right here. */
export function Mistakes({ store, run, pair }: Props) {
  const found = useSignal<readonly Mistake[]>([]);
  const classes = store.classes.value;
  // Also when a picture was moved or removed, or that was undone: the classes' counts have changed then.
  useEffect(() => {
    const take = (mistakes: readonly Mistake[]) => {
      found.value = mistakes;
    };
    runs.mistakes(store.id, run).then(take, () => {}); // without the server the page says so already
  }, [store, run, classes]);
  if (!found.value.length) return null;
  const { is, said } = pair?.value ?? {};
  const wanted = found.value.filter((one) => !is || (one.class_id === is && one.said === said));
  return (
    <section class="stack" id="mistakes" aria-label="Mistakes">
      <h2>What it got wrong</h2>
      {pair && is && said && (
        <p>
          <button type="button" class="button mistakes-pair" onClick={() => (pair.value = null)}>
            <span class="clip">
              {nameOf(classes, is)}, taken for {nameOf(classes, said)}
            </span>
            <X aria-label="Show all" />
          </button>
        </p>
      )}
      {parts.map(({ part, title }) => (
        <Part key={part} store={store} title={title} mistakes={wanted.filter((one) => one.part === part)} />
      ))}
    </section>
  );
}

interface PartProps extends Pick<Props, "store"> {
  readonly title: string;
  readonly mistakes: readonly Mistake[];
}

function Part({ store, title, mistakes }: PartProps) {
  const all = useSignal(false);
  if (!mistakes.length) return null;
  const rest = mistakes.length - atFirst;
  return (
    <>
      <h3 class="soft">
        {title}: {count(mistakes.length, "picture")}
      </h3>
      <ul class="mistakes">
        {mistakes.slice(0, all.value ? undefined : atFirst).map((one) => (
          <One key={one.example.id} store={store} mistake={one} />
        ))}
      </ul>
      {rest > 0 && !all.value && (
        <button type="button" class="button mistakes-more" onClick={() => (all.value = true)}>
          Show {count(rest, "more", "more")}
        </button>
      )}
    </>
  );
}

function One({ store, mistake }: Pick<Props, "store"> & { readonly mistake: Mistake }) {
  const { example, class_id, said, probability } = mistake;
  const classes = store.classes.value;
  const other = classes.find((one) => one.id === said);
  const moved = example.class_id !== class_id;
  const title = `${nameOf(classes, class_id)}, taken for ${nameOf(classes, said)}`;
  return (
    <li class="mistake">
      <a href={picture(example.sha256)} target="_blank" rel="noreferrer" title={example.file_name || undefined}>
        <img src={thumbnail(example.sha256)} alt={title} loading="lazy" decoding="async" />
      </a>
      <p class="small">
        <strong class="clip">{nameOf(classes, class_id)}</strong>
        <span class="soft clip">
          taken for {nameOf(classes, said)}, {percent(probability)}
        </span>
      </p>
      {moved ? (
        <p class="small soft clip">Now in {nameOf(classes, example.class_id ?? "")}</p>
      ) : (
        <p class="mistake-acts">
          {other && (
            <button type="button" class="button small" onClick={() => void movePictures(store, [example], other)}>
              <span class="clip">It is {other.name}</span>
            </button>
          )}
          <button
            type="button"
            class="button plain icon"
            aria-label={`Remove ${example.file_name || "this picture"}`}
            onClick={() => void removePictures(store, [example])}
          >
            <X />
          </button>
        </p>
      )}
    </li>
  );
}

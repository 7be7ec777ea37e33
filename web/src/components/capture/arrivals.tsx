import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import type { Rejection } from "../../api/types";
import type { ProjectStore } from "../../state/project";
import { outbox } from "../../state/sending";
import { count, percent } from "../../state/words";
import "./arrivals.css";
import { ColumnChoice, columnsAsked } from "./column-choice";

/** What is on its way in, and what could not come in, each with the reason. */
export function Arrivals({ store }: { readonly store: ProjectStore }) {
  return (
    <>
      <Importing store={store} />
      <ReturnedPictures store={store} />
    </>
  );
}

function Importing({ store }: { readonly store: ProjectStore }) {
  const sending = store.sendingArchive.value;
  const job = store.importing.value;
  if (sending) return <Progress text={`Sending ${sending} …`} share={null} />;
  if (!job || job.status === "cancelled") return null;
  const close = () => {
    store.importing.value = null;
  };
  if (job.status === "failed") {
    const why = job.error ? [{ sentence: job.error.message }] : [];
    const sent = store.sentArchive;
    const asked = columnsAsked(job);
    return (
      <Notes title="Nothing could be imported" notes={why} onClose={close}>
        {asked && sent?.job === job.id && (
          <ColumnChoice key={job.id} store={store} archive={sent.archive} asked={asked} />
        )}
      </Notes>
    );
  }
  if (job.status === "done") return <Imported result={job.result} onClose={close} />;
  const { done = 0, total = null, phase = "Waiting for its turn" } = job.progress ?? {};
  const share = total ? done / total : null;
  return <Progress text={total ? `Importing … ${done} of ${total}` : `${phase} …`} share={share} />;
}

function Imported({
  result,
  onClose,
}: {
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly onClose: () => void;
}) {
  const {
    added = 0,
    duplicates = 0,
    rejected = [],
  } = (result ?? {}) as {
    added?: number;
    duplicates?: number;
    rejected?: readonly Rejection[];
  };
  const known = duplicates ? `, ${count(duplicates, "was", "were")} here already` : "";
  const notes = rejected.map((one) => ({ name: one.file, sentence: one.message }));
  return (
    <Notes title={`${count(added, "picture")} added${known}.`} notes={notes} calm={!notes.length} onClose={onClose} />
  );
}

function Progress({ text, share }: { readonly text: string; readonly share: number | null }) {
  return (
    <div class="notice arriving" role="status">
      <p class="figures">
        {text} {share !== null && percent(share)}
      </p>
      <div class={share === null ? "progress unknown" : "progress"}>
        <span style={share === null ? {} : { transform: `scaleX(${share})` }} />
      </div>
    </div>
  );
}

function ReturnedPictures({ store }: { readonly store: ProjectStore }) {
  const returned = outbox.returned(store.id).value;
  if (!returned.length) return null;
  const notes = returned.map(({ id, status, code, fileName, message }) => ({
    name: fileName ?? "Camera picture",
    sentence: message,
    ...(code === "image_in_other_class" && { cure: "Move it here", take: () => void outbox.resend(id, true) }),
    ...(status >= 500 && { cure: "Try again", take: () => void outbox.resend(id, false) }),
  }));
  const title = `${count(returned.length, "picture")} could not be added`;
  return <Notes title={title} notes={notes} onClose={() => void outbox.dismiss(returned.map((one) => one.id))} />;
}

/** Notes that are read one by one; of more, their number is told. */
const told = 100;

interface Note {
  readonly name?: string;
  readonly sentence: string;
  readonly cure?: string;
  readonly take?: () => void;
}

interface NotesProps {
  readonly children?: ComponentChildren;
  readonly title: string;
  readonly notes: readonly Note[];
  readonly calm?: boolean;
  readonly onClose: () => void;
}

function Notes({ title, notes, calm, children, onClose }: NotesProps) {
  return (
    <section class={calm ? "notice arrivals" : "notice warn arrivals"} aria-label={title}>
      <header class="arrivals-head">
        <h3>{title}</h3>
        <button type="button" class="button plain icon" aria-label="Dismiss" onClick={onClose}>
          <X />
        </button>
      </header>
      {notes.length > 0 && (
        <ul class="arrivals-list small">
          {notes.slice(0, told).map((note, index) => (
            <li key={`${index} ${note.name}`}>
              {note.name && <strong>{note.name}</strong>} {note.sentence}
              {note.take && (
                <button type="button" class="arrivals-move" onClick={note.take}>
                  {note.cure}
                </button>
              )}
            </li>
          ))}
          {notes.length > told && <li>and {count(notes.length - told, "more picture")}.</li>}
        </ul>
      )}
      {children}
    </section>
  );
}

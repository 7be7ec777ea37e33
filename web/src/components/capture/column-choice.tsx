import { useSignal } from "@preact/signals";
import type { Columns } from "../../api/graft";
import type { Job } from "../../api/types";
import { importZip } from "../../state/importing";
import type { ProjectStore } from "../../state/project";
import "./column-choice.css";

type Column = keyof Columns;

const questions: Readonly<Record<string, { readonly column: Column; readonly words: string }>> = {
  file: { column: "file_column", words: "Which column names the file?" },
  value: { column: "value_column", words: "Which column holds the value?" },
  labels: { column: "labels_column", words: "Which column holds the classes?" },
};

interface Asked {
  /** Of the CSV, in its order. */
  readonly header: readonly string[];
  readonly missing: readonly { readonly column: Column; readonly words: string }[];
}

/** What a person can tell about the CSV of an import that failed; nothing, where it failed for another reason. */
export function columnsAsked({ error }: Job): Asked | null {
  if (error?.code !== "bad_listing") return null;
  const { columns = [], missing = [] } = (error.details ?? {}) as { columns?: string[]; missing?: string[] };
  const asked = missing.map((name) => questions[name]).filter((one) => one !== undefined);
  return asked.length ? { header: columns, missing: asked } : null;
}

interface Props {
  readonly store: ProjectStore;
  readonly archive: File;
  readonly asked: Asked;
}

/** A CSV whose columns have names of their own: a person says which they are, and it is imported again. */
export function ColumnChoice({ store, archive, asked }: Props) {
  const chosen = useSignal<Columns>({});
  const complete = asked.missing.every(({ column }) => chosen.value[column]);
  return (
    <form
      class="column-choice small"
      onSubmit={(event) => {
        event.preventDefault();
        void importZip(store, archive, chosen.value);
      }}
    >
      {asked.missing.map(({ column, words }) => (
        <label key={column}>
          {words}
          <select
            class="field"
            value={chosen.value[column] ?? ""}
            onChange={(event) => {
              chosen.value = { ...chosen.value, [column]: event.currentTarget.value };
            }}
          >
            <option value="" disabled>
              Choose …
            </option>
            {asked.header.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ))}
      <button type="submit" class="button main" disabled={!complete}>
        Import again
      </button>
    </form>
  );
}

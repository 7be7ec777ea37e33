import type { Signal } from "@preact/signals";
import { Plus } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { freeProjectName } from "../state/projects";

interface Props {
  readonly open: Signal<boolean>;
  readonly onCreate: (name: string) => void;
}

/** A button that becomes a field with a name already in it. */
export function NewProject({ open, onCreate }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (open.value) field.current?.select();
  }, [open.value]);
  if (!open.value) {
    return (
      <button
        type="button"
        class="button main"
        onClick={() => {
          open.value = true;
        }}
      >
        <Plus /> New project
      </button>
    );
  }
  const create = (event: SubmitEvent) => {
    event.preventDefault();
    const name = field.current?.value.trim();
    if (name) onCreate(name);
  };
  return (
    <form class="new-project" onSubmit={create}>
      <input ref={field} class="field" aria-label="Project name" defaultValue={freeProjectName()} required />
      <button type="submit" class="button main">
        Create project
      </button>
    </form>
  );
}

import { type Signal, useSignal } from "@preact/signals";
import { Plus } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import type { About } from "../../api/graft";
import { freeProjectName } from "../../state/projects";
import { TaskChoice, usual } from "./task-choice";

interface Props {
  readonly open: Signal<boolean>;
  readonly onCreate: (name: string, about: About) => void;
}

/** A button that becomes a field with a name already in it. */
export function NewProject({ open, onCreate }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const about = useSignal<About>(usual);
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
    if (name) onCreate(name, about.peek());
  };
  return (
    <form class="new-project" onSubmit={create}>
      <input ref={field} class="field" aria-label="Project name" defaultValue={freeProjectName()} required />
      <button type="submit" class="button main">
        Create project
      </button>
      <TaskChoice about={about} />
    </form>
  );
}

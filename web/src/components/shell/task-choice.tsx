import type { Signal } from "@preact/signals";
import type { About } from "../../api/graft";
import type { Task } from "../../api/types";

export const usual: About = { task: "single_label", quantity: null, unit: null };

const words: Readonly<Record<Task, string>> = {
  single_label: "one class a picture",
  multi_label: "several classes a picture",
  regression: "a number",
};

/** What the project answers with: a quiet line, since most answer with a class. */
export function TaskChoice({ about }: { readonly about: Signal<About> }) {
  const { task, quantity, unit } = about.value;
  const change = (part: Partial<About>) => {
    about.value = { ...about.peek(), ...part };
  };
  return (
    <div class="task-choice small soft">
      <label>
        It answers with{" "}
        <select
          class="task-select"
          value={task}
          onChange={(event) => change({ ...usual, task: event.currentTarget.value as Task })}
        >
          {Object.entries(words).map(([id, said]) => (
            <option key={id} value={id}>
              {said}
            </option>
          ))}
        </select>
      </label>
      {task === "regression" && (
        <span class="task-quantity">
          <input
            class="field"
            aria-label="What the number is"
            placeholder="what it is, like price"
            value={quantity ?? ""}
            onInput={(event) => change({ quantity: event.currentTarget.value || null })}
          />
          <input
            class="field"
            aria-label="Its unit"
            placeholder="unit"
            value={unit ?? ""}
            onInput={(event) => change({ unit: event.currentTarget.value || null })}
          />
        </span>
      )}
    </div>
  );
}

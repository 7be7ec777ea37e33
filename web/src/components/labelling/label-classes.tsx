import { Plus, Trash2 } from "lucide-preact";
import { addClassToName, fresh, removeClass, renameClass } from "../../state/editing";
import type { ProjectStore } from "../../state/project";
import { coloured } from "../shell/colour";
import { NameEdit } from "../shell/name-edit";

/** The classes of a project of several labels: their names and how many pictures show each. */
export function LabelClasses({ store }: { readonly store: ProjectStore }) {
  return (
    <ul class="label-classes" aria-label="Classes">
      {store.classes.value.map((one) => (
        <li key={one.id} class="label-class" style={coloured(one.color)}>
          <span class="dot" />
          <NameEdit
            name={one.name}
            label="Class name"
            fresh={fresh.value === one.id}
            onRename={(name) => renameClass(store, one, name)}
          />
          <span class="small soft figures">{one.examples}</span>
          <button
            type="button"
            class="button plain icon"
            aria-label={`Delete ${one.name}`}
            onClick={() => void removeClass(store, one)}
          >
            <Trash2 />
          </button>
        </li>
      ))}
      <li>
        <button type="button" class="button" onClick={() => void addClassToName(store)}>
          <Plus /> Add class
        </button>
      </li>
    </ul>
  );
}

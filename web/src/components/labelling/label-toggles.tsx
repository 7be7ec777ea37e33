import type { Shows } from "../../api/graft";
import type { ProjectClass } from "../../api/types";
import { toggled } from "../../state/shows";
import { coloured } from "../shell/colour";

interface Props {
  readonly label: string;
  readonly classes: readonly ProjectClass[];
  readonly shows: Shows;
  readonly onShows: (shows: Shows) => void;
}

/** A button a class, pressed where the picture shows it, and one that says that it shows none of them. */
export function LabelToggles({ label, classes, shows, onShows }: Props) {
  const chosen = shows.classIds ?? [];
  return (
    <fieldset class="toggles" aria-label={label}>
      {classes.map((one) => (
        <button
          key={one.id}
          type="button"
          class="toggle"
          style={coloured(one.color)}
          aria-pressed={chosen.includes(one.id)}
          onClick={() => onShows({ classIds: toggled(chosen, one.id), noneOfThese: false })}
        >
          <span class="dot" /> {one.name}
        </button>
      ))}
      <button
        type="button"
        class="toggle"
        aria-pressed={shows.noneOfThese ?? false}
        onClick={() => onShows({ classIds: [], noneOfThese: !shows.noneOfThese })}
      >
        None of these
      </button>
    </fieldset>
  );
}

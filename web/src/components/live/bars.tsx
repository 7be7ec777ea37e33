import type { ProjectStore } from "../../state/project";
import { percent } from "../../state/words";
import type { Prediction } from "../../vision/types";
import { colourOf } from "../shell/colour";

interface Props {
  readonly store: ProjectStore;
  readonly prediction: Prediction;
}

/** One bar a class, always in the classes' own order so that none jumps about. */
export function Bars({ store, prediction }: Props) {
  const classes = store.classes.value;
  return (
    <ul class="bars" aria-label="How likely each class is">
      {prediction.classes.map(({ id, name, probability, threshold }) => (
        <li key={id} class="bar" style={colourOf(classes, id)}>
          <span class="bar-name clip">{classes.find((one) => one.id === id)?.name ?? name}</span>
          <meter class="unseen" aria-label={name} value={probability}>
            {percent(probability)}
          </meter>
          <span class="bar-track" aria-hidden="true">
            <span class="bar-fill" style={{ transform: `scaleX(${probability})` }} />
            {threshold !== null && <span class="bar-threshold" style={{ insetInlineStart: percent(threshold) }} />}
          </span>
          <span class="bar-share figures">{percent(probability)}</span>
        </li>
      ))}
    </ul>
  );
}

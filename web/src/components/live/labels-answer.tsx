import type { ProjectStore } from "../../state/project";
import type { Prediction } from "../../vision/types";
import { coloured } from "../shell/colour";

interface Props {
  readonly store: ProjectStore;
  readonly prediction: Prediction;
  readonly stale: boolean;
}

/** Every class that the picture is said to show. */
export function LabelsAnswer({ store, prediction, stale }: Props) {
  const shown = prediction.classes.filter((one) => one.shown);
  const known = (id: string) => store.classes.value.find((one) => one.id === id);
  return (
    <p class="headline labels-answer" data-testid={stale ? undefined : "answer"}>
      {!shown.length && <span class="headline-name soft">None of these</span>}
      {shown.map((one) => (
        <span key={one.id} class="label-said" style={coloured(known(one.id)?.color ?? 7)}>
          <span class="dot" /> {known(one.id)?.name ?? one.name}
        </span>
      ))}
    </p>
  );
}

import { readable } from "../../state/words";
import type { Prediction } from "../../vision/types";

interface Props {
  readonly number: NonNullable<Prediction["number"]>;
  readonly stale: boolean;
}

/** A number, large, with how far off it may be. */
export function NumberAnswer({ number, stale }: Props) {
  const { value, low, high, quantity, unit } = number;
  return (
    <div class="headline number-answer">
      {quantity && <p class="small soft clip">{quantity}</p>}
      <p class="number-figure figures" data-testid={stale ? undefined : "answer"}>
        {readable(value, unit)}
      </p>
      <p class="small soft figures">
        Likely {readable(low)} to {readable(high, unit)}: four of five pictures lie within.
      </p>
    </div>
  );
}

import type { Version } from "../../api/types";
import type { ProjectStore } from "../../state/project";
import { between, right, untested } from "../../state/words";
import { OtherAccuracy } from "./other-accuracy";

interface Props {
  readonly store: ProjectStore;
  readonly version: Version;
}

/** How good the version that answers is, in plain counts, with the way to its evaluation. */
export function Accuracy({ store, version }: Props) {
  if (version.task !== "single_label") return <OtherAccuracy store={store} version={version} />;
  const { accuracy, interval, test_examples, number, run_id } = version;
  const evaluation = `/p/${store.id}/runs/${run_id}`;
  if (accuracy === null || !test_examples) {
    return (
      <div class="stack">
        <h2>Version {number} answers</h2>
        <p class="soft">{untested}</p>
        <a href={evaluation}>How it was trained</a>
      </div>
    );
  }
  return (
    <div class="accuracy">
      <p class="small soft">Version {number}, on pictures it never saw</p>
      <p class="accuracy-figure figures">{right(accuracy, test_examples)}</p>
      {interval && <p class="small soft figures">Likely {between(interval)} on new ones</p>}
      <a href={evaluation}>{accuracy < 1 ? "See what it mixes up" : "See the evaluation"}</a>
    </div>
  );
}

import type { Version } from "../../api/types";
import type { ProjectStore } from "../../state/project";
import { score } from "../../state/score";
import { untested } from "../../state/words";

interface Props {
  readonly store: ProjectStore;
  readonly version: Version;
}

/** How good the version that answers is, where that is no plain count. */
export function OtherAccuracy({ store, version }: Props) {
  const found = score(version, store.project.value?.target?.unit ?? null);
  const evaluation = `/p/${store.id}/runs/${version.run_id}`;
  if (!found) {
    return (
      <div class="stack">
        <h2>Version {version.number} answers</h2>
        <p class="soft">{untested}</p>
        <a href={evaluation}>How it was trained</a>
      </div>
    );
  }
  return (
    <div class="accuracy">
      <p class="small soft">Version {version.number}, on pictures it never saw</p>
      <p class="accuracy-figure figures">{found.figure}</p>
      <p class="small soft figures">{found.detail}</p>
      <a href={evaluation}>See the evaluation</a>
    </div>
  );
}

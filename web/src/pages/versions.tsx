import { ChartScatter, Download } from "lucide-preact";
import { versions } from "../api/graft";
import type { Version } from "../api/types";
import { publish } from "../state/editing";
import type { ProjectStore } from "../state/project";
import { score } from "../state/score";
import { between, bytes, percent, when } from "../state/words";
import { ProjectPage } from "./project-page";
import "./versions.css";

export function VersionsPage() {
  return <ProjectPage title="Versions">{(store) => <Versions store={store} />}</ProjectPage>;
}

interface Props {
  readonly store: ProjectStore;
}

function Versions({ store }: Props) {
  const all = [...store.versions.value].sort((a, b) => b.number - a.number);
  const failed = store.runs.value.filter((run) => run.status === "failed");
  if (!all.length && !failed.length) {
    return (
      <div class="blank">
        <h1>No versions yet</h1>
        <p class="soft">Every training makes one. Each is kept, so that you can always go back.</p>
        <a class="button main" href={`/p/${store.id}`}>
          Back to the studio
        </a>
      </div>
    );
  }
  return (
    <>
      <div class="page-head">
        <h1>Versions</h1>
        <a class="button" href={`/p/${store.id}/compare`}>
          <ChartScatter /> Compare trainings
        </a>
      </div>
      <ol class="versions">
        {all.map((version) => (
          <Row key={version.number} store={store} version={version} />
        ))}
      </ol>
      {failed.length > 0 && (
        <section class="failed-runs">
          <h2>Trainings that failed</h2>
          <ul>
            {failed.map((run) => (
              <li key={run.id}>
                <a href={`/p/${store.id}/runs/${run.id}`}>{when(run.created_at)}</a>{" "}
                <span class="soft">{run.error?.message}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Row({ store, version }: Props & { readonly version: Version }) {
  const { number, accuracy, interval, test_examples, current, run_id } = version;
  const other = score(version, store.project.value?.target?.unit ?? null);
  return (
    <li class={current ? "version current" : "version"} aria-label={`Version ${number}`}>
      <div class="version-what">
        <h2>
          Version {number} {current && <span class="badge">answers now</span>}
        </h2>
        <p class="small soft">
          {when(version.created_at)} · {version.strategy} on {version.backbone}
        </p>
      </div>
      <a
        class="version-score figures"
        href={`/p/${store.id}/runs/${run_id}`}
        aria-label={`Evaluation of version ${number}`}
      >
        {other ? other.figure : accuracy === null ? "Not tested" : percent(accuracy)}
        <span class="small soft">
          {other
            ? other.detail
            : interval
              ? `likely ${between(interval)}, ${test_examples} tested`
              : "nothing was kept for a test"}
        </span>
      </a>
      <div class="version-do">
        {!current && (
          <button type="button" class="button" onClick={() => void publish(store, number)}>
            Use this one
          </button>
        )}
        {version.bundle_bytes === null ? (
          <span class="small soft">Its files are gone: train again.</span>
        ) : (
          <a
            class="button"
            href={versions.bundle(store.id, number)}
            download={`${store.project.value?.name ?? "graft"}-${number}.zip`}
            aria-label={`Download version ${number}`}
          >
            <Download /> {bytes(version.bundle_bytes)}
          </a>
        )}
      </div>
    </li>
  );
}

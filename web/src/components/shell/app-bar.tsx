import { Sprout } from "lucide-preact";
import { useLocation } from "preact-iso";
import { keptSince } from "../../api/http";
import { renameOpenProject } from "../../state/editing";
import type { ProjectStore } from "../../state/project";
import { NameEdit } from "./name-edit";
import "./app-bar.css";

export function AppBar({ store }: { store?: ProjectStore }) {
  return (
    <header class="app-bar">
      <a class="wordmark" href="/" aria-label="Graft: all projects">
        <Sprout /> <span>Graft</span>
      </a>
      {store && <ProjectPlace store={store} />}
      <Away lost={!!store?.loaded.value && store.connection.value === "lost"} />
    </header>
  );
}

function ProjectPlace({ store }: { store: ProjectStore }) {
  const project = store.project.value;
  const { path } = useLocation();
  const studio = `/p/${store.id}`;
  const deep = ["versions", "runs", "compare"].some((page) => path.startsWith(`${studio}/${page}`));
  return (
    <>
      <div class="app-bar-name">
        {project && (
          <NameEdit name={project.name} label="Project name" onRename={(wanted) => renameOpenProject(store, wanted)} />
        )}
      </div>
      <nav class="app-bar-nav" aria-label="Project">
        <a href={studio} aria-current={deep ? undefined : "page"}>
          Studio
        </a>
        <a href={`${studio}/versions`} aria-current={deep ? "page" : undefined}>
          Versions
        </a>
      </nav>
    </>
  );
}

/** What is shown is not what the server says now. */
function Away({ lost }: { readonly lost: boolean }) {
  const since = keptSince.value;
  if (!lost && !since) return null;
  return (
    <p class="app-bar-lost" role="status">
      Graft isn’t answering.{since && ` This is how it was ${moment.format(since)}.`}
      {lost && " Pictures you add are kept here until it is back."}
    </p>
  );
}

const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

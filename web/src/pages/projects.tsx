import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso";
import type { About } from "../api/graft";
import type { Project } from "../api/types";
import { useDrop } from "../components/capture/drop";
import { AppBar } from "../components/shell/app-bar";
import { NewProject } from "../components/shell/new-project";
import { ProjectCard } from "../components/shell/project-card";
import { closeProject, openProject } from "../state/current";
import type { FoundFile } from "../state/folders";
import { importAnything, tellsClasses } from "../state/importing";
import { createProject, deleted, list, nameFor, refreshProjects, restoreProject, trouble } from "../state/projects";
import { attempt, complain } from "../state/toasts";
import { count } from "../state/words";
import "./pages.css";
import "./projects.css";

const dropHint = "Drop a zip or a folder of class folders to start a project from it.";

export function ProjectsPage() {
  const { route } = useLocation();
  const naming = useSignal(false);
  useEffect(() => {
    closeProject();
    document.title = "Graft";
    void refreshProjects();
  }, []);
  const begin = async (name: string, found: readonly FoundFile[] = [], about?: About) => {
    const made = await createProject(name, about);
    if (!made) return;
    route(`/p/${made.id}`);
    if (found.length) await importAnything(openProject(made.id), found);
  };
  const dropped = async (found: readonly FoundFile[]) => {
    const telling = found.filter(tellsClasses);
    if (telling.length) {
      await refreshProjects(); // which names are taken
      await begin(nameFor(telling), telling);
    } else if (found.length) complain(`${dropHint} Received: ${found.map(({ file }) => file.name).join(", ")}.`);
  };
  const { over, zone } = useDrop((found) => void dropped(found));
  const projects = list.value;
  return (
    <>
      <AppBar />
      <main class={over.value ? "page projects over" : "page projects"} {...zone}>
        {trouble.value && <Trouble sentence={trouble.value} />}
        {projects?.length === 0 && <Welcome onCreate={(name, about) => void begin(name, [], about)} />}
        {projects && projects.length > 0 && (
          <>
            <div class="page-head">
              <h1>Projects</h1>
              <NewProject open={naming} onCreate={(name, about) => void begin(name, [], about)} />
            </div>
            <ul class="project-grid">
              {projects.map((project) => (
                <ProjectCard key={project.id} project={project} />
              ))}
            </ul>
            <p class="small soft projects-hint">
              {dropHint} Or <a href="/pretrained">ask a pretrained network</a> what it sees.
            </p>
          </>
        )}
        {projects && deleted.value.length > 0 && <Deleted projects={deleted.value} />}
      </main>
    </>
  );
}

function Deleted({ projects }: { readonly projects: readonly Project[] }) {
  return (
    <details class="projects-deleted">
      <summary class="small soft">{count(projects.length, "deleted project")}</summary>
      <ul>
        {projects.map((project) => (
          <li key={project.id}>
            <span class="clip">{project.name}</span>
            <span class="small soft figures">{count(project.examples, "picture")}</span>
            <button type="button" class="button" onClick={() => void attempt(() => restoreProject(project))}>
              Restore
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Welcome({ onCreate }: { readonly onCreate: (name: string, about: About) => void }) {
  const open = useSignal(true);
  return (
    <div class="blank">
      <h1>Teach it to see</h1>
      <p class="soft">
        Name your first project, show it pictures of a few things, press Train, and it recognises them live. Everything
        stays on this computer.
      </p>
      <NewProject open={open} onCreate={onCreate} />
      <p class="small soft">Or drop a zip, or a folder with one folder of pictures for each class.</p>
      <p class="small soft">
        Nothing to teach? <a href="/pretrained">Ask a pretrained network</a> what it sees.
      </p>
    </div>
  );
}

function Trouble({ sentence }: { readonly sentence: string }) {
  return (
    <div class="blank" role="alert">
      <h1>Projects can’t be shown</h1>
      <p class="soft">{sentence}</p>
      <button type="button" class="button main" onClick={() => void refreshProjects()}>
        Try again
      </button>
    </div>
  );
}

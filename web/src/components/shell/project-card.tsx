import { Ellipsis, Image, Trash2 } from "lucide-preact";
import { thumbnail } from "../../api/graft";
import type { Project } from "../../api/types";
import { removeProject, renameProject } from "../../state/projects";
import { count } from "../../state/words";
import { Menu, MenuItem } from "./menu";
import { NameEdit } from "./name-edit";

export function ProjectCard({ project }: { readonly project: Project }) {
  const { name, covers, examples, classes, current_version, task, target } = project;
  return (
    <li class="project-card">
      <a class={`covers covers-${Math.min(covers.length, 4)}`} href={`/p/${project.id}`} aria-label={`Open ${name}`}>
        {covers.slice(0, 4).map((sha256) => (
          <img key={sha256} src={thumbnail(sha256)} alt="" loading="lazy" />
        ))}
        {!covers.length && <Image />}
      </a>
      <div class="project-line">
        <h2 class="project-name">
          <NameEdit name={name} label="Project name" onRename={(wanted) => renameProject(project, wanted)} />
        </h2>
        <Menu label={`More for ${name}`} button={<Ellipsis />}>
          <MenuItem wrong onPick={() => void removeProject(project)}>
            <Trash2 /> Delete project
          </MenuItem>
        </Menu>
      </div>
      <p class="small soft figures">
        {task === "regression" ? (target?.quantity ?? "A number") : count(classes, "class", "classes")} ·{" "}
        {count(examples, "picture")}
        {current_version !== null && ` · version ${current_version}`}
      </p>
    </li>
  );
}

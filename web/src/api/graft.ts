/** Every call the page makes, by its noun. */
import type { Manifest } from "../vision/types";
import { request } from "./http";
import type { Example, Job, Page, Project, ProjectClass, Run, Source, Split, Status, Upload, Version } from "./types";

interface Items<Item> {
  readonly items: readonly Item[];
}

export interface UploadFields {
  readonly classId: string;
  readonly source: Source;
  readonly group: string | null;
  readonly split: Split | null;
  readonly fileName: string | null;
  readonly move: boolean;
}

export const status = (): Promise<Status> => request("GET", "/status");

export const projects = {
  list: () => request<Items<Project>>("GET", "/projects", { query: { limit: 200 } }),
  get: (id: string) => request<Project>("GET", `/projects/${id}`),
  create: (name: string) => request<Project>("POST", "/projects", { json: { name } }),
  rename: (id: string, name: string) => request<Project>("PATCH", `/projects/${id}`, { json: { name } }),
  remove: (id: string) => request<void>("DELETE", `/projects/${id}`),
  restore: (id: string) => request<Project>("POST", `/projects/${id}/restore`),
};

export const classes = {
  list: (project: string) => request<Items<ProjectClass>>("GET", `/projects/${project}/classes`),
  create: (project: string, name: string) =>
    request<ProjectClass>("POST", `/projects/${project}/classes`, { json: { name } }),
  rename: (project: string, id: string, name: string) =>
    request<ProjectClass>("PATCH", `/projects/${project}/classes/${id}`, { json: { name } }),
  remove: (project: string, id: string) => request<void>("DELETE", `/projects/${project}/classes/${id}`),
  restore: (project: string, id: string) => request<ProjectClass>("POST", `/projects/${project}/classes/${id}/restore`),
};

export const examples = {
  list: (project: string, classId: string, limit: number, cursor?: string) =>
    request<Page<Example>>("GET", `/projects/${project}/examples`, { query: { class_id: classId, limit, cursor } }),
  upload: (project: string, picture: Blob, fields: UploadFields) =>
    request<Upload>("POST", `/projects/${project}/examples`, {
      body: picture,
      query: {
        class_id: fields.classId,
        group: fields.group,
        split: fields.split,
        source: fields.source,
        file_name: fields.fileName,
        conflict: fields.move ? "move" : "reject",
      },
    }),
  remove: (project: string, ids: readonly string[]) =>
    request<{ removed: number }>("POST", `/projects/${project}/examples/remove`, { json: { ids } }),
  restore: (project: string, ids: readonly string[]) =>
    request<{ restored: number }>("POST", `/projects/${project}/examples/restore`, { json: { ids } }),
  move: (project: string, ids: readonly string[], classId: string) =>
    request<{ moved: number }>("POST", `/projects/${project}/examples/move`, { json: { ids, class_id: classId } }),
};

export const imports = {
  create: (project: string, archive: File) =>
    request<{ job: Job }>("POST", `/projects/${project}/imports`, {
      body: archive,
      query: { file_name: archive.name },
    }),
};

export const runs = {
  list: (project: string) => request<Items<Run>>("GET", `/projects/${project}/runs`),
  get: (project: string, id: string) => request<Run>("GET", `/projects/${project}/runs/${id}`),
  create: (project: string) =>
    request<{ run: Run; job: Job }>("POST", `/projects/${project}/runs`, { json: { strategy: "head" } }),
};

export const jobs = {
  get: (id: string) => request<Job>("GET", `/jobs/${id}`),
  cancel: (id: string) => request<Job>("POST", `/jobs/${id}/cancel`),
};

export const versions = {
  list: (project: string) => request<Items<Version>>("GET", `/projects/${project}/versions`),
  manifest: (project: string, number: number | "current") =>
    request<Manifest>("GET", `/projects/${project}/versions/${number}/manifest`),
  publish: (project: string, number: number) =>
    request<Version>("POST", `/projects/${project}/versions/${number}/publish`),
  bundle: (project: string, number: number) => `/api/projects/${project}/versions/${number}/bundle.zip`,
};

export const thumbnail = (sha256: string): string => `/api/images/${sha256}/thumbnail`;

/** Every call the page makes, by its noun. */
import type { Manifest } from "../vision/types";
import { answer, client, send } from "./http";
import type { Job, Run, Source, Split, Upload, Version, Wish } from "./types";

export interface UploadFields {
  readonly classId: string;
  readonly source: Source;
  readonly group: string | null;
  readonly split: Split | null;
  readonly fileName: string | null;
  readonly move: boolean;
}

const project = (project_id: string) => ({ params: { path: { project_id } } });
const classOf = (project_id: string, class_id: string) => ({ params: { path: { project_id, class_id } } });
const versionOf = (project_id: string, number: number) => ({
  params: { path: { project_id, number: String(number) } },
});

export const status = () => answer(client.GET("/api/status"));

export const projects = {
  list: () => answer(client.GET("/api/projects")),
  get: (id: string) => answer(client.GET("/api/projects/{project_id}", project(id))),
  create: (name: string) => answer(client.POST("/api/projects", { body: { name } })),
  rename: (id: string, name: string) =>
    answer(client.PATCH("/api/projects/{project_id}", { ...project(id), body: { name } })),
  remove: (id: string) => answer(client.DELETE("/api/projects/{project_id}", project(id))),
  restore: (id: string) => answer(client.POST("/api/projects/{project_id}/restore", project(id))),
};

export const classes = {
  list: (id: string) => answer(client.GET("/api/projects/{project_id}/classes", project(id))),
  create: (id: string, name: string) =>
    answer(client.POST("/api/projects/{project_id}/classes", { ...project(id), body: { name } })),
  rename: (id: string, one: string, name: string) =>
    answer(client.PATCH("/api/projects/{project_id}/classes/{class_id}", { ...classOf(id, one), body: { name } })),
  remove: (id: string, one: string) =>
    answer(client.DELETE("/api/projects/{project_id}/classes/{class_id}", classOf(id, one))),
  restore: (id: string, one: string) =>
    answer(client.POST("/api/projects/{project_id}/classes/{class_id}/restore", classOf(id, one))),
};

export const examples = {
  list: (project_id: string, class_id: string, limit: number, cursor?: string) =>
    answer(
      client.GET("/api/projects/{project_id}/examples", {
        params: { path: { project_id }, query: { class_id, limit, cursor } },
      }),
    ),
  upload: (id: string, picture: Blob, fields: UploadFields) => {
    const { classId: class_id, fileName: file_name, group, split, source } = fields;
    const conflict = fields.move ? "move" : "reject";
    return send<Upload>(
      `/api/projects/${id}/examples`,
      { class_id, group, split, source, file_name, conflict },
      picture,
    );
  },
  remove: (id: string, ids: string[]) =>
    answer(client.POST("/api/projects/{project_id}/examples/remove", { ...project(id), body: { ids } })),
  restore: (id: string, ids: string[]) =>
    answer(client.POST("/api/projects/{project_id}/examples/restore", { ...project(id), body: { ids } })),
  move: (id: string, ids: string[], class_id: string) =>
    answer(client.POST("/api/projects/{project_id}/examples/move", { ...project(id), body: { ids, class_id } })),
};

export const imports = {
  create: (id: string, archive: File) =>
    send<{ job: Job }>(`/api/projects/${id}/imports`, { file_name: archive.name }, archive),
};

export const runs = {
  list: async (id: string) => {
    const { items } = await answer(client.GET("/api/projects/{project_id}/runs", project(id)));
    return items as unknown as Run[];
  },
  get: async (project_id: string, run_id: string) => {
    const path = { project_id, run_id };
    return (await answer(
      client.GET("/api/projects/{project_id}/runs/{run_id}", { params: { path } }),
    )) as unknown as Run;
  },
  create: async (id: string, wish: Partial<Wish> = {}) => {
    const body = { strategy: "head", ...wish };
    const made = await answer(client.POST("/api/projects/{project_id}/runs", { ...project(id), body }));
    return { run: made.run.id, job: made.job as unknown as Job };
  },
};

export const strategies = () => answer(client.GET("/api/strategies"));

export const backbones = {
  list: async () => (await answer(client.GET("/api/backbones"))).items,
};

export const previews = {
  create: async (id: string, preset: string) => {
    const made = await answer(
      client.POST("/api/projects/{project_id}/previews", { ...project(id), body: { preset, seed: 0 } }),
    );
    return made.job as unknown as Job;
  },
  sheet: (sha256: string) => `/api/previews/${sha256}`,
};

export const jobs = {
  get: async (job_id: string) =>
    (await answer(client.GET("/api/jobs/{job_id}", { params: { path: { job_id } } }))) as unknown as Job,
  cancel: async (job_id: string) =>
    (await answer(client.POST("/api/jobs/{job_id}/cancel", { params: { path: { job_id } } }))) as unknown as Job,
};

export const versions = {
  list: async (id: string) => {
    const { items } = await answer(client.GET("/api/projects/{project_id}/versions", project(id)));
    return items as Version[];
  },
  manifest: async (id: string, number: number) => {
    const found = await answer(
      client.GET("/api/projects/{project_id}/versions/{number}/manifest", versionOf(id, number)),
    );
    return found as unknown as Manifest;
  },
  publish: (project_id: string, number: number) =>
    answer(
      client.POST("/api/projects/{project_id}/versions/{number}/publish", { params: { path: { project_id, number } } }),
    ),
  bundle: (id: string, number: number) => `/api/projects/${id}/versions/${number}/bundle.zip`,
};

export const thumbnail = (sha256: string): string => `/api/images/${sha256}/thumbnail`;

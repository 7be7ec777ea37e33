/** Every call the page makes, by its noun. */
import type { ClassifierManifest } from "../vision/types";
import { answer, client, send } from "./http";
import type { Comparison, Job, Run, Source, Split, Task, Upload, Version, Wish } from "./types";

/** What a picture shows, where the task is not one label; nothing: that is not known yet. */
export interface Shows {
  readonly value?: number | null;
  readonly classIds?: readonly string[];
  readonly noneOfThese?: boolean;
}

/** Which columns of a CSV tell what, where they have other names than usual. */
export interface Columns {
  readonly file_column?: string;
  readonly value_column?: string;
  readonly labels_column?: string;
}

/** What a new project answers with. */
export interface About {
  readonly task: Task;
  readonly quantity: string | null;
  readonly unit: string | null;
}

export interface UploadFields {
  readonly classId: string;
  readonly source: Source;
  readonly group: string | null;
  readonly split: Split | null;
  readonly fileName: string | null;
  readonly move: boolean;
  readonly shows?: Shows | undefined;
}

const project = (project_id: string) => ({ params: { path: { project_id } } });
const classOf = (project_id: string, class_id: string) => ({ params: { path: { project_id, class_id } } });

export const status = () => answer(client.GET("/api/status"));

const named = (name: string) => ({ path: { name } });

export const backbones = {
  list: async () => (await answer(client.GET("/api/backbones"))).items,
  /** `top`: the weights with the classifier. */
  fetch: async (name: string, top = false) => {
    const params = { ...named(name), query: { top } };
    return (await answer(client.POST("/api/backbones/{name}/fetch", { params }))).job as unknown as Job;
  },
  classifier: async (name: string) => {
    const found = await answer(client.GET("/api/backbones/{name}/classifier", { params: named(name) }));
    return found as unknown as ClassifierManifest;
  },
  exportClassifier: async (name: string) => {
    const call = client.POST("/api/backbones/{name}/classifier", { params: named(name) });
    return (await answer(call)).job as unknown as Job;
  },
};

export const projects = {
  list: () => answer(client.GET("/api/projects")),
  removed: () => answer(client.GET("/api/projects", { params: { query: { removed: true } } })),
  get: (id: string) => answer(client.GET("/api/projects/{project_id}", project(id))),
  create: (name: string, about?: About) => answer(client.POST("/api/projects", { body: { name, ...about } })),
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

/** Ids in one request, at most. */
const together = 10_000;

async function inParts(ids: readonly string[], send: (some: string[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < ids.length; start += together) await send(ids.slice(start, start + together));
}

export const examples = {
  /** Newest first, from the place `offset` on; `labelled`: only those that are, or are not. */
  list: (project_id: string, class_id: string | undefined, limit: number, offset = 0, labelled?: boolean) =>
    answer(
      client.GET("/api/projects/{project_id}/examples", {
        params: { path: { project_id }, query: { class_id, limit, offset, labelled } },
      }),
    ),
  upload: (id: string, picture: Blob, fields: UploadFields) => {
    const { classId, fileName: file_name, group, split, source, shows } = fields;
    const class_id = classId || null;
    const class_ids = shows?.classIds?.join(",") || null;
    const none_of_these = shows?.noneOfThese ? "true" : null;
    const value = shows?.value === undefined || shows.value === null ? null : String(shows.value);
    const conflict = fields.move ? "move" : "reject";
    return send<Upload>(
      `/api/projects/${id}/examples`,
      { class_id, class_ids, none_of_these, value, group, split, source, file_name, conflict },
      picture,
    );
  },
  /** Says what a picture shows, where the task is not one label. */
  relabel: (project_id: string, example_id: string, { value, classIds, noneOfThese }: Shows) =>
    answer(
      client.PATCH("/api/projects/{project_id}/examples/{example_id}", {
        params: { path: { project_id, example_id } },
        body: classIds ? { class_ids: [...classIds], none_of_these: noneOfThese ?? false } : { value: value ?? null },
      }),
    ),
  remove: (id: string, all: readonly string[]) =>
    inParts(all, (ids) =>
      answer(client.POST("/api/projects/{project_id}/examples/remove", { ...project(id), body: { ids } })),
    ),
  restore: (id: string, all: readonly string[]) =>
    inParts(all, (ids) =>
      answer(client.POST("/api/projects/{project_id}/examples/restore", { ...project(id), body: { ids } })),
    ),
  move: (id: string, all: readonly string[], class_id: string) =>
    inParts(all, (ids) =>
      answer(client.POST("/api/projects/{project_id}/examples/move", { ...project(id), body: { ids, class_id } })),
    ),
};

export const imports = {
  create: (id: string, archive: File, columns: Columns = {}) =>
    send<{ job: Job }>(`/api/projects/${id}/imports`, { file_name: archive.name, ...columns }, archive),
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
  mistakes: async (project_id: string, run_id: string) => {
    const params = { path: { project_id, run_id } };
    return (await answer(client.GET("/api/projects/{project_id}/runs/{run_id}/mistakes", { params }))).items;
  },
  create: async (id: string, wish: Partial<Wish> = {}) => {
    const body = { strategy: "head", ...wish };
    const made = await answer(client.POST("/api/projects/{project_id}/runs", { ...project(id), body }));
    return { run: made.run.id, job: made.job as unknown as Job };
  },
};

export const strategies = () => answer(client.GET("/api/strategies"));

export const advice = {
  list: (id: string) => answer(client.GET("/api/projects/{project_id}/advice", project(id))),
};

export const verdicts = {
  ask: async (id: string, backbone: string | null) => {
    const { job } = await answer(
      client.POST("/api/projects/{project_id}/verdict", { ...project(id), body: { backbone } }),
    );
    return job as unknown as Job;
  },
};

const comparisonOf = (project_id: string, comparison: string) => ({ params: { path: { project_id, comparison } } });

export const comparisons = {
  list: async (id: string) => {
    const { items, strategies } = await answer(client.GET("/api/projects/{project_id}/compare", project(id)));
    return { items: items as unknown as Comparison[], strategies };
  },
  create: async (id: string, strategies: string[], names: string[]) => {
    const body = { strategies, backbones: names, seed: null };
    const made = await answer(client.POST("/api/projects/{project_id}/compare", { ...project(id), body }));
    return made as unknown as Comparison;
  },
  cancel: (id: string, one: string) =>
    answer(client.POST("/api/projects/{project_id}/compare/{comparison}/cancel", comparisonOf(id, one))),
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
  publish: (project_id: string, number: number) =>
    answer(
      client.POST("/api/projects/{project_id}/versions/{number}/publish", { params: { path: { project_id, number } } }),
    ),
  manifest: (id: string, number: number) => `/api/projects/${id}/versions/${number}/manifest`,
  bundle: (id: string, number: number) => `/api/projects/${id}/versions/${number}/bundle.zip`,
};

export const picture = (sha256: string): string => `/api/images/${sha256}`;
export const thumbnail = (sha256: string): string => `/api/images/${sha256}/thumbnail`;

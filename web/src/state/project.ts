import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { followEvents } from "../api/events";
import * as api from "../api/graft";
import { ApiError, ServerAway } from "../api/http";
import type { Example, Job, Project, ProjectClass, Run, Task, Upload, Version, Worker } from "../api/types";
import type { Manifest } from "../vision/types";
import { type NextStep, nextStep } from "./next-step";
import {
  everything,
  type Listed,
  type Pictures,
  pageSize,
  showPictures,
  withoutPictures,
  withPicture,
} from "./pictures";
import { throttle } from "./throttle";
import { takeFetch, takeStatus } from "./weights";

export type Connection = "connecting" | "open" | "lost";

/** Milliseconds between two refreshes, and for which a new model is waited for before the lists are asked for. */
const gentle = 300;
/** Milliseconds for which the first pictures wait for the model. */
const patient = 1000;

/** Everything the page knows of one project; events keep it true. Only `state/` writes to it. */
export class ProjectStore {
  readonly project = signal<Project | null>(null);
  readonly classes = signal<readonly ProjectClass[]>([]);
  /** The newest pictures of each class, by class id. */
  readonly pictures = signal<Pictures>(new Map());
  /** Where pictures are in no class: which of them are listed, and how many are to be labelled. */
  readonly listed = signal<Listed>({ from: 0, open: false });
  readonly open = signal(0);
  readonly versions = signal<readonly Version[]>([]);
  readonly runs = signal<readonly Run[]>([]);
  readonly training = signal<Job | null>(null);
  readonly pressed = signal(false);
  readonly importing = signal<Job | null>(null);
  /** The verdict or training of a comparison that has moved on last. */
  readonly judging = signal<Job | null>(null);
  /** Name of the zip that is on its way to the server. */
  readonly sendingArchive = signal<string | null>(null);
  /** The zip that was sent last, and the job that imports it. */
  sentArchive: { readonly archive: File; readonly job: string } | null = null;
  /** Goes up whenever a backbone has looked at pictures of the project. */
  readonly looked = signal(0);
  readonly worker = signal<Worker | null>(null);
  readonly connection = signal<Connection>("connecting");
  readonly loaded = signal(false);
  /** The sentence that says why there is nothing to show. */
  readonly missing = signal<string | null>(null);
  /** Pictures have got other labels while the page was open; before, the project itself tells. */
  readonly relabelled = signal(false);
  /** Number of the version that is to answer on this page: known before anything else of it. */
  readonly answering = signal<number | null>(null);
  /** Of the version that was published last while the page was open. */
  readonly published = signal<Manifest | null>(null);

  readonly task: ReadonlySignal<Task> = computed(() => this.project.value?.task ?? "single_label");
  /** Of every class, and of none. */
  readonly total: ReadonlySignal<number> = computed(() =>
    this.task.value === "single_label"
      ? this.classes.value.reduce((sum, one) => sum + one.examples, 0)
      : (this.pictures.value.get(everything)?.total ?? 0),
  );
  readonly current: ReadonlySignal<Version | undefined> = computed(() =>
    this.versions.value.find((one) => one.current),
  );
  readonly step: ReadonlySignal<NextStep> = computed(() =>
    nextStep({
      task: this.task.value,
      total: this.total.value,
      classes: this.classes.value,
      job: this.training.value,
      pressed: this.pressed.value,
      current: this.current.value,
      runs: this.runs.value,
      open: this.open.value,
      relabelled: this.relabelled.value,
      relabelledAt: this.project.value?.relabelled_at ?? null,
    }),
  );

  /** Settles when the model that this page loads has come, or can't; at once where it loads none. */
  #coming: Promise<unknown> = Promise.resolve();
  /** Questions for what is listed, so far. */
  #asked = 0;
  readonly #refreshExamples = throttle(() => this.#quietly(this.refreshClasses()), gentle);

  constructor(readonly id: string) {}

  /** Loads the project and follows its events until the returned function is called. */
  connect(): () => void {
    void this.refresh();
    return followEvents(this.id, {
      open: () => {
        if (this.connection.value === "lost") void this.refresh();
        this.connection.value = "open";
      },
      lost: () => {
        this.connection.value = "lost";
      },
      job: ({ job }) => this.take(job),
      examples: () => this.#refreshExamples(),
      classes: () => this.#refreshExamples(),
      embedding: () => {
        this.looked.value += 1;
      },
      project: () => this.#quietly(this.#refreshProject()),
      version: ({ version, manifest }) => {
        batch(() => {
          this.published.value = manifest;
          this.answering.value = version;
        });
        // Of a new one, the end of its training asks for the rest: that comes next.
        if (this.versions.peek().some((one) => one.number === version)) this.#quietly(this.refreshVersions());
      },
      worker: ({ worker }) => {
        this.worker.value = worker;
      },
    });
  }

  async refresh(): Promise<void> {
    try {
      // All at once: the model waits for nothing but the versions.
      const versions = this.refreshVersions();
      const classes = Promise.all([api.classes.list(this.id), this.#refreshProject()]);
      const shown = classes.then(([{ items }]) =>
        this.#showClasses(items, () => versions.then(() => this.#modelFirst(patient))),
      );
      await Promise.all([shown, versions, this.#refreshStatus()]);
      this.loaded.value = true;
      this.missing.value = null;
    } catch (error) {
      if (error instanceof ApiError) this.missing.value = error.message;
      else if (error instanceof ServerAway) this.connection.value = "lost";
      else throw error;
    }
  }

  async refreshClasses(): Promise<void> {
    const { items } = await api.classes.list(this.id);
    await this.#showClasses(items);
  }

  /** Nothing waits for the pictures: a class has its place before they come, and `first` comes before them. */
  async #showClasses(items: readonly ProjectClass[], first?: () => Promise<void>): Promise<void> {
    this.classes.value = items;
    if (this.task.peek() !== "single_label") return this.#refreshListed();
    const stale = items.filter((one) => this.pictures.peek().get(one.id)?.total !== one.examples);
    const come = async () => {
      await first?.();
      await Promise.all(stale.map((one) => this.refreshPictures(one.id)));
    };
    this.#quietly(come());
  }

  async refreshPictures(classId: string): Promise<void> {
    const { items, total } = await api.examples.list(this.id, classId, showPictures);
    this.pictures.value = new Map(this.pictures.peek()).set(classId, { items, total });
  }

  /** Where pictures are in no class: lists others of them. */
  async list(listed: Listed): Promise<void> {
    this.listed.value = listed;
    await this.#refreshListed();
  }

  async #refreshListed(): Promise<void> {
    const { from, open } = this.listed.peek();
    this.#asked += 1;
    const asked = this.#asked;
    const of = (listed: boolean, labelled?: false) =>
      api.examples.list(this.id, undefined, listed ? pageSize : 1, listed ? from : 0, labelled);
    const [all, unlabelled] = await Promise.all([of(!open), of(open, false)]);
    if (asked !== this.#asked) return; // an answer to a newer question has come, or will
    const shown = open ? unlabelled : all;
    // What was looked at is gone: the page before it, and at last all pictures, are shown instead.
    if (!shown.items.length && (from || open))
      return this.list({ from: Math.max(0, from - pageSize), open: open && from > 0 });
    batch(() => {
      this.open.value = unlabelled.total;
      this.pictures.value = new Map(this.pictures.peek()).set(everything, { items: shown.items, total: all.total });
    });
  }

  async refreshVersions(): Promise<void> {
    const asked = api.versions.list(this.id);
    // The model need not wait for the rest, nor for the page to draw it.
    const answering = asked.then((versions) => {
      this.answering.value = versions.find((one) => one.current)?.number ?? this.answering.peek();
    });
    const [versions, runs] = await Promise.all([asked, api.runs.list(this.id), answering]);
    const before = this.current.peek()?.number;
    batch(() => {
      this.versions.value = versions;
      this.runs.value = runs;
      if (before !== this.current.peek()?.number) this.relabelled.value = false;
    });
    await this.#followRun();
  }

  /** A job has moved on. */
  take(job: Job): void {
    if (job.kind === "fetch") this.#quietly(this.#takeFetch(job));
    if (job.kind === "import") this.importing.value = job;
    if (job.kind === "import" && job.status === "done") this.#refreshExamples();
    if (job.kind === "verdict" || job.kind === "compare") this.judging.value = job;
    if (job.kind === "compare" && job.status === "done") this.#quietly(this.refreshVersions());
    if (job.kind !== "train") return;
    if (job.status === "queued" || job.status === "running") this.training.value = job;
    else this.#quietly(this.#finish(job));
  }

  /** A picture has arrived: shown at once, before the server's own event. */
  arrived({ example, duplicate, moved }: Upload): void {
    if (moved) this.relabelled.value = true;
    if (duplicate) return;
    const { from, open } = this.listed.peek();
    if (!from && !open) this.pictures.value = withPicture(this.pictures.value, example);
    this.#recount();
    this.#refreshExamples();
  }

  vanish(examples: readonly Example[]): void {
    this.pictures.value = withoutPictures(this.pictures.value, examples);
    this.#recount();
  }

  /** The page has begun to load the version that is to answer. */
  loads(coming: Promise<unknown>): void {
    this.#coming = coming;
  }

  /** The model somebody waits for: what is asked for at the same time makes it later. */
  async #modelFirst(most: number): Promise<void> {
    await Promise.race([this.#coming, new Promise((done) => setTimeout(done, most))]);
  }

  /** The new version is known before the training leaves the screen, so that nothing old shows in between. */
  async #finish(job: Job): Promise<void> {
    try {
      await this.#modelFirst(gentle);
      await this.refreshVersions();
    } finally {
      this.training.value = job.status === "cancelled" ? null : job;
    }
  }

  /** Weights that have come may change which backbone the project uses. */
  async #takeFetch(job: Job): Promise<void> {
    await takeFetch(job);
    if (job.status === "done") await this.#refreshProject();
  }

  #recount(): void {
    const pictures = this.pictures.value;
    if (this.task.peek() !== "single_label") return;
    this.classes.value = this.classes.value.map((one) => ({
      ...one,
      examples: pictures.get(one.id)?.total ?? one.examples,
    }));
  }

  async #refreshProject(): Promise<void> {
    this.project.value = await api.projects.get(this.id);
  }

  async #refreshStatus(): Promise<void> {
    try {
      const status = await api.status();
      takeStatus(status);
      this.worker.value = status.worker;
    } catch (error) {
      // All else may have been kept from before.
      if (!(error instanceof ServerAway)) throw error;
    }
  }

  /** After a reload, a training that began before it is shown again. */
  async #followRun(): Promise<void> {
    const newest = this.runs.peek()[0];
    if (!newest || this.training.peek()?.id === newest.job_id) return;
    if (newest.status === "queued" || newest.status === "running")
      this.training.value = await api.jobs.get(newest.job_id);
  }

  /** Refreshing by an event may fail: the stream says so itself, and opening it again refreshes all. */
  #quietly(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!(error instanceof ApiError || error instanceof ServerAway)) throw error;
    });
  }
}

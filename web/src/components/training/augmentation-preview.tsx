import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { jobs, previews } from "../../api/graft";
import type { Job, Preset } from "../../api/types";

interface Props {
  readonly projectId: string;
  readonly preset: Preset;
}

const lookAgain = 400;
const ended = (job: Job): boolean => job.status !== "queued" && job.status !== "running";

/** The project's own pictures as the network will see them under a preset. */
export function AugmentationPreview({ projectId, preset }: Props) {
  const sheet = useSignal<string | null>(null);
  const trouble = useSignal<string | null>(null);
  useEffect(() => {
    let timer = 0;
    let here = true;
    sheet.value = null;
    trouble.value = null;
    const look = (job: Job) => {
      if (!here) return;
      if (!ended(job)) {
        timer = window.setTimeout(() => jobs.get(job.id).then(look, fail), lookAgain);
        return;
      }
      trouble.value = job.error?.message ?? null;
      sheet.value = String(job.result?.sheet ?? "");
    };
    const fail = (error: Error) => {
      trouble.value = error.message;
    };
    previews.create(projectId, preset.name).then(look, fail);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [projectId, preset.name]);
  return (
    <section class="preview" aria-label="Augmentation">
      <p>
        <b>{preset.title}.</b> <span class="soft">{preset.sentence}</span>
      </p>
      {trouble.value && <p class="soft">{trouble.value}</p>}
      {!trouble.value && !sheet.value && <p class="soft preview-wait">Drawing it on your pictures …</p>}
      {sheet.value && (
        <img
          src={previews.sheet(sheet.value)}
          alt={`Your pictures, each as it is and then changed five times: ${preset.title}`}
        />
      )}
    </section>
  );
}

import { Download, X } from "lucide-preact";
import type { Job } from "../../api/types";
import { better, cancelFetch, fetchBetter, fetching } from "../../state/weights";
import { bytes, percent } from "../../state/words";

/** One calm line: ImageNet's weights would do better, and the button that fetches them. */
export function BetterBackbone() {
  const offer = better.value;
  const job = fetching.value;
  if (!offer) return null;
  if (job?.status === "queued" || job?.status === "running") return <Fetching job={job} />;
  return (
    <div class="better stack small">
      <p class="soft">Graft’s own features work anywhere; a network trained on ImageNet sees more.</p>
      {job?.error && (
        <p class="notice wrong" role="alert">
          <span>
            {job.error.message} <code class="error-code">{job.error.code}</code>
          </span>
        </p>
      )}
      <button type="button" class="button wide" onClick={() => void fetchBetter()}>
        <Download /> {job?.error ? "Try again" : `Fetch ImageNet weights${size(offer.bytes)}`}
      </button>
    </div>
  );
}

function size(length: number | null): string {
  return length === null ? "" : ` (${bytes(length)})`;
}

function Fetching({ job }: { readonly job: Job }) {
  const progress = job.progress;
  const share = progress?.total ? progress.done / progress.total : null;
  return (
    <div class="better stack small" role="status">
      <p class="better-line soft figures">
        <span>{progress ? "Fetching ImageNet weights …" : "Waiting to fetch …"}</span>
        {progress?.total ? (
          <span>{`${percent(progress.done / progress.total)} of ${bytes(progress.total)}`}</span>
        ) : null}
      </p>
      <div
        class={share === null ? "progress unknown" : "progress"}
        role="progressbar"
        aria-label="Fetching ImageNet weights"
        {...(share === null ? {} : { "aria-valuenow": Math.round(share * 100) })}
      >
        <span style={share === null ? {} : { transform: `scaleX(${share})` }} />
      </div>
      <button type="button" class="button wide" onClick={() => void cancelFetch()}>
        <X /> Cancel
      </button>
    </div>
  );
}

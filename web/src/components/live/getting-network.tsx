import { Download } from "lucide-preact";
import type { Getting, Pretrained } from "../../state/pretrained";
import { bytes, percent } from "../../state/words";

/** What stands between the chosen network and its answers: weights to fetch, or a wait that tells how long. */
export function GettingNetwork({ pretrained }: { readonly pretrained: Pretrained }) {
  const getting = pretrained.getting.value;
  const row = pretrained.chosen.value;
  if (getting) return <Wait pretrained={pretrained} getting={getting} />;
  if (row?.weights.top !== "absent") return null;
  return (
    <div class="stack">
      <p class="soft">
        Its weights aren’t on this computer yet. They are downloaded once, when you ask, and work without the internet
        from then on.
      </p>
      <button type="button" class="button main" onClick={() => void pretrained.fetch(row)}>
        <Download /> Fetch {row.name}
        {row.weights.bytes ? ` (about ${bytes(row.weights.bytes)})` : ""}
      </button>
    </div>
  );
}

function Wait({ pretrained, getting }: { readonly pretrained: Pretrained; readonly getting: Getting }) {
  const share = shareOf(getting);
  return (
    <div class="stack" role="status">
      <p class="soft figures">
        {words(getting)}
        {share !== null && ` ${percent(share)}`}
      </p>
      <div class={share === null ? "progress unknown" : "progress"} role="progressbar" aria-label={words(getting)}>
        <span style={share === null ? {} : { transform: `scaleX(${share})` }} />
      </div>
      {getting.kind !== "loading" && (
        <button type="button" class="button" onClick={() => void pretrained.cancel()}>
          Cancel
        </button>
      )}
    </div>
  );
}

function words(getting: Getting): string {
  if (getting.kind === "loading") return "Loading the network …";
  if (getting.job.status === "queued") return "Waiting for the learner …";
  return getting.kind === "fetching" ? "Fetching weights …" : "Preparing the network for this page …";
}

function shareOf(getting: Getting): number | null {
  if (getting.kind === "loading") return getting.share;
  const progress = getting.job.progress;
  return progress?.total ? progress.done / progress.total : null;
}

import type { RefObject } from "preact";
import type { Live } from "../../state/live";
import type { ProjectStore } from "../../state/project";
import { percent } from "../../state/words";
import type { Engine, Prediction } from "../../vision/types";
import { colourOf } from "../shell/colour";
import { Bars } from "./bars";
import { Correction } from "./correction";
import { CorrectionForm } from "./correction-form";
import { LabelsAnswer } from "./labels-answer";
import { NumberAnswer } from "./number-answer";

interface Props {
  readonly store: ProjectStore;
  readonly live: Live;
  readonly video: RefObject<HTMLVideoElement>;
}

/** The model's answer, how sure it is, and which version gave it. */
export function Answer({ store, live, video }: Props) {
  const prediction = live.prediction.value;
  const trouble = live.trouble.value;
  return (
    <div class="answer" aria-busy={live.stale.value}>
      {trouble && (
        <div class="notice wrong" role="alert">
          <div class="stack">
            <p>{trouble}</p>
            {!live.manifest.value && store.answering.value !== null && (
              <button
                type="button"
                class="button"
                onClick={() => store.answering.value !== null && void live.use(store.answering.value)}
              >
                Try again
              </button>
            )}
          </div>
        </div>
      )}
      {prediction ? (
        <Said store={store} prediction={prediction} stale={live.stale.value} />
      ) : (
        <Waiting store={store} live={live} />
      )}
      {prediction && !prediction.number && <Bars store={store} prediction={prediction} />}
      {prediction && <Correcting single={prediction.task === "single_label"} store={store} live={live} video={video} />}
      {prediction && (
        <p class="answer-foot small soft figures">
          Version {prediction.version} answered in{" "}
          {prediction.milliseconds.toFixed(prediction.milliseconds < 9.95 ? 1 : 0)} ms
          <EngineName engine={prediction.engine} />
          {live.loading.value && ` · version ${live.loading.value.version} is coming`}
        </p>
      )}
    </div>
  );
}

/** Which engine answers, and on what; why, for those who point at it. */
function EngineName({ engine: { name, backend, threads, reason } }: { readonly engine: Engine }) {
  const engine = name === "fast lane" ? "fast lane" : "TensorFlow.js";
  const processor = threads === 1 ? "1 thread" : `${threads} threads`;
  return (
    <span title={reason ?? undefined}>
      {" · "}
      {engine}, {{ wasm: processor, webgl: "WebGL", webgpu: "WebGPU" }[backend]}
    </span>
  );
}

interface HeadlineProps {
  readonly store: ProjectStore;
  readonly prediction: Prediction;
  readonly stale: boolean;
}

function Correcting({ single, ...rest }: Props & { readonly single: boolean }) {
  return single ? <Correction {...rest} /> : <CorrectionForm {...rest} />;
}

/** The answer itself, as the task has it. */
function Said({ store, prediction, stale }: HeadlineProps) {
  if (prediction.number) return <NumberAnswer number={prediction.number} stale={stale} />;
  if (prediction.task === "multi_label") return <LabelsAnswer store={store} prediction={prediction} stale={stale} />;
  return <Headline store={store} prediction={prediction} stale={stale} />;
}

function Headline({ store, prediction, stale }: HeadlineProps) {
  const best = prediction.classes.reduce((a, b) => (b.probability > a.probability ? b : a));
  const name = store.classes.value.find((one) => one.id === best.id)?.name ?? best.name;
  return (
    <p class="headline" style={colourOf(store.classes.value, best.id)} data-testid={stale ? undefined : "answer"}>
      {prediction.unknown ? (
        <span class="headline-name soft">Not sure</span>
      ) : (
        <>
          <span class="dot" />
          <span class="headline-name clip">{name}</span>
          <span class="figures soft">{percent(best.probability)}</span>
        </>
      )}
    </p>
  );
}

function Waiting({ store, live }: { readonly store: ProjectStore; readonly live: Live }) {
  const loading = live.loading.value;
  if (loading) {
    const share = loading.progress;
    return (
      <div class="stack" role="status">
        <p class="soft figures">Loading the model{share === null ? " …" : ` … ${percent(share)}`}</p>
        <div class={share === null ? "progress unknown" : "progress"}>
          <span style={share === null ? {} : { transform: `scaleX(${share})` }} />
        </div>
      </div>
    );
  }
  if (store.answering.value !== null) return <p class="soft">Show it something to see what it says.</p>;
  return <p class="soft">Once it is trained, what it recognises shows here, live.</p>;
}

import type { History } from "../../api/types";
import { percent } from "../../state/words";
import "./curves.css";

interface Props {
  readonly history: History;
}

/** How it learnt, epoch by epoch; phases are bands, and a dot marks the epoch that was kept. Of a number, the loss alone. */
export function Curves({ history }: Props) {
  const epochs = history.phases.flatMap((phase) => phase.epochs);
  if (!epochs.length) return <p class="soft">The first epoch is under way.</p>;
  const most = Math.max(...epochs.flatMap((one) => [one.loss, one.val_loss]), history.before?.val_loss ?? 0);
  return (
    <div class="curves">
      {epochs[0]?.val_accuracy !== null && (
        <Curve
          title="Share right"
          history={history}
          learnt={epochs.map((one) => one.accuracy ?? 0)}
          heldOut={epochs.map((one) => one.val_accuracy ?? 0)}
          before={history.before?.val_accuracy ?? undefined}
          top={1}
          say={(value) => percent(value)}
        />
      )}
      <Curve
        title="Loss"
        history={history}
        learnt={epochs.map((one) => one.loss)}
        heldOut={epochs.map((one) => one.val_loss)}
        before={history.before?.val_loss}
        top={most * 1.05}
        say={(value) => value.toFixed(2)}
      />
    </div>
  );
}

interface CurveProps {
  readonly title: string;
  readonly history: History;
  readonly learnt: readonly number[];
  readonly heldOut: readonly number[];
  readonly before: number | undefined;
  readonly top: number;
  readonly say: (value: number) => string;
}

const size = { width: 400, height: 190, left: 36, bottom: 20 };

function Curve({ title, history, learnt, heldOut, before, top, say }: CurveProps) {
  const x = (place: number) => size.left + ((size.width - size.left) * (place + 0.5)) / Math.max(1, heldOut.length);
  const y = (value: number) => (size.height - size.bottom) * (1 - value / top);
  const line = (values: readonly number[]) =>
    // One epoch has no line to it: a dash shows where it came to.
    values.length === 1
      ? `M${x(0) - 12} ${y(values[0] ?? 0)}h24`
      : values.map((value, at) => `${at ? "L" : "M"}${x(at)} ${y(value)}`).join("");
  const last = heldOut.at(-1) ?? 0;
  const kept = bestPlace(history);
  return (
    <figure class="curve">
      <figcaption class="small">
        <span>{title}</span>
        <span class="soft">
          <span class="key held-out">held out</span> <span class="key learnt">learnt from</span>
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="img"
        aria-label={`${title}: ${say(last)} on held-out pictures`}
      >
        <Bands history={history} epochs={heldOut.length} />
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line class="grid" x1={size.left} x2={size.width} y1={y(top * share)} y2={y(top * share)} />
            <text x={size.left - 6} y={y(top * share)} text-anchor="end" dominant-baseline="middle">
              {say(top * share)}
            </text>
          </g>
        ))}
        {before !== undefined && <line class="before" x1={size.left} x2={size.width} y1={y(before)} y2={y(before)} />}
        <path class="learnt" d={line(learnt)} />
        <path class="held-out" d={line(heldOut)} />
        {kept !== null && <circle class="held-out" cx={x(kept)} cy={y(heldOut[kept] ?? 0)} r="4" />}
      </svg>
    </figure>
  );
}

/** What stands under a phase that is not of one group. */
const called: Readonly<Record<string, string>> = {
  all: "the whole network",
  source: "the source",
  dense: "the dense head",
};

/** The phases, every other one shaded, with their names where there is room. */
function Bands({ history, epochs }: Props & { readonly epochs: number }) {
  const wide = (size.width - size.left) / epochs;
  let from = 0;
  return (
    <>
      {history.phases.map((phase, at) => {
        const start = size.left + from * wide;
        const width = phase.epochs.length * wide;
        from += phase.epochs.length;
        const name = called[phase.name] ?? phase.name;
        const fits = name.length * 6 < width;
        return (
          <g key={phase.name}>
            {at % 2 === 0 && <rect class="band" x={start} y="0" width={width} height={size.height - size.bottom} />}
            {fits && (
              <text x={start + width / 2} y={size.height - 4} text-anchor="middle">
                {name}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

/** Where among all epochs the one stands whose weights were kept. */
export function bestPlace({ phases, best }: History): number | null {
  const at = phases.findIndex((phase) => phase.name === best?.phase);
  if (!best || at < 0) return null;
  return phases.slice(0, at).reduce((sum, phase) => sum + phase.epochs.length, 0) + best.epoch - 1;
}

import type { NumberMetrics } from "../../api/types";
import { readable } from "../../state/words";
import "./scatter.css";

interface Props {
  readonly metrics: NumberMetrics;
  readonly unit: string | null;
}

const side = 320;
const margin = { left: 56, bottom: 40, top: 8, right: 8 };
const inner = { width: side - margin.left - margin.right, height: side - margin.bottom - margin.top };

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Two to five marks within low…high, 1, 2 or 5 times a power of ten apart. */
function roundMarks(low: number, high: number): number[] {
  const least = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5].find((times) => times * power >= least) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  );
}

/** From values to 0…1, logarithmic where they were learnt so, with a few marks. */
export function scaleOf(values: readonly number[], logarithmic: boolean): Scale {
  const turn = logarithmic ? Math.log : (value: number) => value;
  const turned = values.map(turn);
  const low = Math.min(...turned);
  const span = Math.max(...turned) - low || 1;
  const [from, whole] = [low - span * 0.04, span * 1.08];
  const ticks = logarithmic
    ? [0, 1, 2, 3].map((i) => Number(Math.exp(low + (span * i) / 3).toPrecision(2)))
    : roundMarks(low, low + span);
  return { at: (value) => (turn(value) - from) / whole, ticks: [...new Set(ticks)] };
}

/** Predicted against true: on the line, a prediction is right. */
export function Scatter({ metrics, unit }: Props) {
  const { pairs, transform } = metrics;
  const { at, ticks } = scaleOf(pairs.flat(), transform === "log");
  const x = (value: number) => margin.left + at(value) * inner.width;
  const y = (value: number) => margin.top + (1 - at(value)) * inner.height;
  const [first, last] = [Math.min(...pairs.flat()), Math.max(...pairs.flat())];
  const name = `Predicted against true value of ${pairs.length}`;
  return (
    <figure class="scatter">
      <svg viewBox={`0 0 ${side} ${side}`} role="img" aria-label={name}>
        {ticks.map((tick) => (
          <g key={tick} class="scatter-tick">
            <line x1={margin.left} x2={side - margin.right} y1={y(tick)} y2={y(tick)} />
            <line x1={x(tick)} x2={x(tick)} y1={margin.top} y2={side - margin.bottom} />
            <text x={margin.left - 6} y={y(tick) + 4} text-anchor="end">
              {short(tick)}
            </text>
            <text x={x(tick)} y={side - margin.bottom + 16} text-anchor="middle">
              {short(tick)}
            </text>
          </g>
        ))}
        <line class="scatter-right" x1={x(first)} y1={y(first)} x2={x(last)} y2={y(last)} />
        {pairs.map(([value = 0, predicted = 0], i) => (
          <circle key={i} cx={x(value)} cy={y(predicted)} r={3.5}>
            <title>{`${readable(value, unit)}, predicted ${readable(predicted, unit)}`}</title>
          </circle>
        ))}
        <text class="scatter-axis" x={margin.left + inner.width / 2} y={side - 6} text-anchor="middle">
          true{unit ? `, ${unit}` : ""}
        </text>
      </svg>
      <figcaption class="small soft">
        Each dot is a thing it never saw: across, what it is; up, what was predicted. On the line, both are the same.
        {transform === "log" && " Both scales are logarithmic."}
      </figcaption>
    </figure>
  );
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 2 });
const short = (value: number): string => (Math.abs(value) >= 1000 ? compact.format(value) : readable(value));

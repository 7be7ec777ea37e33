import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ComparisonRow } from "../../api/types";
import { logScale, shareScale, spread } from "../../state/chart";
import { measured, type Scored, told } from "../../state/scores";
import "./compare-chart.css";

export type Measure = "milliseconds" | "training_seconds";

interface Props {
  readonly rows: readonly ComparisonRow[];
  /** What the rows' scores are. */
  readonly scored: Scored;
  readonly measure: Measure;
}

const height = 320;
const narrow = 560;
const margin = { left: 44, right: 16, top: 12, bottom: 40 };
const titles = { milliseconds: "Milliseconds a picture", training_seconds: "Seconds of training" };

/** The element's width in pixels, so that letters keep their size on any screen. */
function useWidth() {
  const width = useSignal(640);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) width.value = Math.max(280, entry.contentRect.width);
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return { box, width: width.value };
}

/** How good each is, with its interval, against what it costs: up and to the left is better. */
export function CompareChart({ rows, scored, measure }: Props) {
  const { box, width } = useWidth();
  const shown = rows.filter((row) => row.score !== null && row.interval && row[measure] !== null);
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const across = logScale(shown.map((row) => row[measure] ?? 0));
  const up = shareScale(shown.flatMap((row) => row.interval ?? []));
  const x = (value: number) => margin.left + across.at(value) * inner.width;
  const y = (share: number) => margin.top + (1 - up.at(share)) * inner.height;
  const labels = spread(
    shown.map((row) => y(row.score ?? 0)),
    30,
    margin.top + inner.height - 12,
  );
  return (
    <div ref={box} class="compare-chart">
      {shown.length > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`${measured[scored]} against ${titles[measure].toLowerCase()}`}
        >
          {up.ticks.map((tick) => (
            <g key={tick}>
              <line class="grid" x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} />
              <text class="tick" x={margin.left - 8} y={y(tick) + 4} text-anchor="end">
                {told(scored, tick, 0)}
              </text>
            </g>
          ))}
          {across.ticks.map((tick) => (
            <text key={tick} class="tick" x={x(tick)} y={height - margin.bottom + 18} text-anchor="middle">
              {Number(tick.toPrecision(1))}
            </text>
          ))}
          <text class="tick" x={width - margin.right} y={height - 6} text-anchor="end">
            {titles[measure]}
          </text>
          {shown.map((row, index) => (
            <Dot
              key={row.run_id}
              row={row}
              scored={scored}
              x={x(row[measure] ?? 0)}
              y={y}
              label={labels[index] ?? 0}
              width={width}
            />
          ))}
        </svg>
      )}
    </div>
  );
}

interface DotProps {
  readonly row: ComparisonRow;
  readonly scored: Scored;
  readonly x: number;
  readonly y: (share: number) => number;
  readonly label: number;
  readonly width: number;
}

function Dot({ row, scored, x, y, label, width }: DotProps) {
  const [low, high] = row.interval ?? [0, 0];
  const place = row.standing?.leader ? "leader" : row.standing?.chance ? "equal" : "behind";
  // Names stand on the side that has room for them.
  const right = x < width * 0.62;
  const at = x + (right ? 12 : -12);
  const anchor = right ? "start" : "end";
  const score = told(scored, row.score ?? 0);
  // On a phone the number stands for the name, as in the table below.
  const [name, more] =
    width < narrow ? [`${row.standing?.place}`, score] : [row.backbone, `${row.strategy} · ${score}`];
  return (
    <g class={place}>
      <line class="whisker" x1={x} x2={x} y1={y(low)} y2={y(high)} />
      <circle class="mark" cx={x} cy={y(row.score ?? 0)} r={6} />
      <text class="name" x={at} y={label} text-anchor={anchor}>
        {name}
      </text>
      <text class="tick" x={at} y={label + 14} text-anchor={anchor}>
        {more}
      </text>
    </g>
  );
}

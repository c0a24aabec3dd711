import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { clockTime, count } from '../model/format.js';
import type { LagHistory } from '../model/lag-history.js';

const HEIGHT = 240;
/** A shorter time fills a part of the picture, so that the line does not jump at the beginning. */
const SPAN_SECONDS_MIN = 60;

interface LineChartProps {
  readonly label: string;
  readonly history: LagHistory;
}

/** A line over time. The library comes when a chart is first shown; its place is there from the beginning. */
export function LineChart({ label, history }: LineChartProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data = useRef(history);
  data.current = history;
  useEffect(() => {
    let isGone = false;
    const element = place.current;
    if (element === null) return;
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    void import('uplot').then(({ default: Plot }) => {
      if (isGone) return;
      plot.current = new Plot(optionsOf(element, label), dataOf(data.current), element);
      resized.observe(element);
    });
    return () => {
      isGone = true;
      resized.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [label]);
  useEffect(() => plot.current?.setData(dataOf(history)), [history]);
  const last = history.lags.at(-1) ?? null;
  return <div class="chart" ref={place} role="img" aria-label={`${label}, ${count(last)} at the end`} />;
}

function dataOf({ atSeconds, lags }: LagHistory): uPlot.AlignedData {
  return [[...atSeconds], [...lags]];
}

function optionsOf(element: HTMLElement, label: string): uPlot.Options {
  // A canvas knows no style sheet, so that the colours are asked for when they are needed: they follow the theme.
  const colour = (name: string) => (): string => resolved(element, name);
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false },
    scales: {
      x: { range: ({ data: [at] }) => spanOf(at) },
      y: { range: (_, min, max) => [0, Math.max(10, max + (max - min) * 0.1)] },
    },
    axes: [
      { ...axis, values: (_, splits) => splits.map((at) => clockTime(at * 1_000).slice(0, 8)) },
      { ...axis, size: 64, values: (_, splits) => splits.map((value) => count(Math.round(value))) },
    ],
    series: [{}, { label, stroke: colour('--accent'), width: 2, points: { show: false } }],
  };
}

/** Of the samples themselves: of a single one the library would make a day. */
function spanOf(atSeconds: ArrayLike<number>): [from: number, to: number] {
  const from = atSeconds[0] ?? 0;
  return [from, Math.max(atSeconds[atSeconds.length - 1] ?? 0, from + SPAN_SECONDS_MIN)];
}

function resolved(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

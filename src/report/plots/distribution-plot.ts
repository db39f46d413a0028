import * as Plot from '@observablehq/plot';
import type { ComparedColumn } from '../data/compared-column.js';
import type { Markup } from '../page/markup.js';
import { percent, shortened } from '../numbers.js';
import { COLOUR, drawPlot } from './draw-plot.js';

const WIDTH = 340;
const ROW = 21;
const LABEL_CHARACTERS = 17;
/** Categories beyond these, the rarest of both sides, are shown as one. */
const SHOWN_BARS = 12;

interface Bar {
  readonly label: string;
  readonly reference: number;
  readonly current: number;
}

/** Shares of the rows by bin or category, the reference above the window. Undefined where there is nothing to show. */
export function distributionPlot({ column, reference, current }: ComparedColumn): Markup | undefined {
  if (column.labels.length === 0 || (!reference && !current)) return undefined;
  const shares = { reference: sharesOf(reference?.counts), current: sharesOf(current?.counts) };
  const all = column.labels.map((label, bin): Bar => {
    return { label, reference: shares.reference[bin] ?? 0, current: shares.current[bin] ?? 0 };
  });
  const bars = column.kind === 'categorical' ? commonest(all.filter((bar) => greater(bar) > 0)) : all;
  if (bars.length === 0) return undefined;
  const places = bars.map((_, place) => place);
  const tip = ({ label, reference: before, current: now }: Bar): string =>
    `${label}: reference ${percent(before)}, window ${percent(now)}`;
  return drawPlot(`Distribution of ${column.name}: share of the rows by value, reference and window`, {
    width: WIDTH,
    height: 26 + ROW * bars.length,
    marginTop: 2,
    marginBottom: 24,
    marginLeft: 118,
    marginRight: 14,
    x: {
      label: null,
      tickFormat: '.0%',
      ticks: 4,
      grid: true,
      domain: [0, Math.max(...bars.map(greater), 0.01)],
      nice: true,
    },
    y: {
      domain: places,
      label: null,
      tickSize: 0,
      padding: 0.2,
      tickFormat: (place: number) => shortened(bars[place]?.label ?? '', LABEL_CHARACTERS),
    },
    marks: [
      Plot.barX(bars, { y: places, x: 'reference', fill: COLOUR.reference, insetBottom: ROW * 0.4, title: tip }),
      Plot.barX(bars, { y: places, x: 'current', fill: COLOUR.window, insetTop: ROW * 0.4, title: tip }),
      Plot.ruleX([0], { stroke: COLOUR.guide }),
    ],
  });
}

function sharesOf(counts: readonly number[] | undefined): readonly number[] {
  const total = counts?.reduce((sum, rows) => sum + rows, 0) ?? 0;
  return total > 0 && counts ? counts.map((rows) => rows / total) : [];
}

function greater({ reference, current }: Bar): number {
  return Math.max(reference, current);
}

function commonest(bars: readonly Bar[]): readonly Bar[] {
  if (bars.length <= SHOWN_BARS) return bars;
  const sorted = [...bars].sort((a, b) => greater(b) - greater(a));
  const rest = sorted.slice(SHOWN_BARS - 1);
  const others: Bar = {
    label: `${rest.length} others`,
    reference: rest.reduce((sum, bar) => sum + bar.reference, 0),
    current: rest.reduce((sum, bar) => sum + bar.current, 0),
  };
  return [...sorted.slice(0, SHOWN_BARS - 1), others];
}

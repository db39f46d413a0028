import * as Plot from '@observablehq/plot';
import type { ScoreBand } from '../data/score-bands.js';
import type { Markup } from '../page/markup.js';
import { count, percent } from '../numbers.js';
import { COLOUR, drawPlot } from './draw-plot.js';

/** The histogram of the scores of one outcome, as shares of that outcome; square-root axis, as one band may hold nearly all. */
export function scorePlot(
  bands: readonly ScoreBand[],
  outcome: 'positives' | 'negatives',
  { name, threshold }: { readonly name: string; readonly threshold: number },
): Markup {
  const total = bands.reduce((sum, band) => sum + band[outcome], 0);
  const bars = bands.map((band) => ({ ...band, share: total > 0 ? band[outcome] / total : 0 }));
  const highest = Math.max(...bars.map(({ share }) => share), 0.01);
  return drawPlot(`Histogram of the scores of ${count(total)} labelled ${name} predictions`, {
    width: 1_040,
    height: 190,
    marginLeft: 52,
    marginTop: 22,
    marginBottom: 38,
    x: { domain: [0, 1], label: 'score', labelAnchor: 'center', labelArrow: 'none', ticks: 10 },
    y: {
      type: 'sqrt',
      domain: [0, highest],
      ticks: [0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1].filter((tick) => tick <= highest),
      tickFormat: '.0%',
      label: null,
      grid: true,
    },
    marks: [
      Plot.rectY(bars, {
        x1: 'from',
        x2: 'to',
        y: 'share',
        fill: outcome === 'positives' ? COLOUR.positive : COLOUR.negative,
        insetLeft: 1,
        insetRight: 1,
        title: (bar: (typeof bars)[number]) =>
          `${bar.from} to ${bar.to}: ${count(bar[outcome])} (${percent(bar.share)})`,
      }),
      Plot.ruleY([0], { stroke: COLOUR.guide }),
      Plot.ruleX([threshold], { stroke: 'currentColor', strokeDasharray: '4,3' }),
      Plot.text([threshold], {
        x: (value: number) => value,
        text: () => `called positive from ${threshold} on`,
        frameAnchor: 'top',
        dy: -14,
        textAnchor: threshold > 0.7 ? 'end' : 'start',
        dx: threshold > 0.7 ? -4 : 4,
      }),
    ],
  });
}

import * as Plot from '@observablehq/plot';
import { COLOUR, drawPlot, type Markup, timeAxis } from '../../report/index.js';
import type { SwapEvent } from '../data/timeline.js';
import type { BacktestWindow, Figures } from '../data/windows.js';

/** A figure with and without healing, window by window, and the changes of the version that answers. */
export function healingPlot(
  title: string,
  figure: keyof Figures,
  windows: readonly BacktestWindow[],
  swaps: readonly SwapEvent[],
): Markup {
  const points = windows.flatMap((window) =>
    (['healed', 'unhealed'] as const).flatMap((service) => {
      const value = window[service][figure];
      return value === undefined ? [] : [{ service, value, at: new Date((window.from + window.to) / 2) }];
    }),
  );
  const lowest = Math.min(...points.map(({ value }) => value), 1);
  const marks = swaps.map(({ at, kind, version }) => ({
    at: new Date(at),
    text: kind === 'rollback' ? `back to ${version}` : version,
  }));
  return drawPlot(title, {
    width: 1_040,
    height: 260,
    marginLeft: 52,
    marginTop: 26,
    marginBottom: 34,
    x: timeAxis([new Date(windows[0]?.from ?? 0), new Date(windows.at(-1)?.to ?? 0)]),
    y: { label: null, grid: true, ticks: 6, domain: [Math.max(0, lowest - 0.05), 1], clamp: true },
    marks: [
      Plot.ruleX(marks, { x: 'at', stroke: COLOUR.alarm, strokeDasharray: '3,3' }),
      Plot.text(marks, { x: 'at', text: 'text', frameAnchor: 'top', dy: -16, fill: COLOUR.alarm }),
      ...(['unhealed', 'healed'] as const).flatMap((service) => {
        const its = points.filter((point) => point.service === service);
        const stroke = service === 'healed' ? COLOUR.window : COLOUR.reference;
        return [
          Plot.line(its, { x: 'at', y: 'value', stroke, strokeWidth: 2 }),
          Plot.dot(its, {
            x: 'at',
            y: 'value',
            fill: stroke,
            r: 3,
            title: ({ value }: { value: number }) => value.toFixed(4),
          }),
        ];
      }),
    ],
  });
}

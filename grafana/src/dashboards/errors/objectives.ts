import { BURNS } from '../../colours.js';
import type { Section } from '../../dashboard.js';
import { type Panel, timeseries } from '../../panels/index.js';
import { JOB } from '../../selectors.js';
import { BURN_FAST, BURN_SLOW } from '../../thresholds.js';

interface Objective {
  readonly name: 'availability' | 'latency';
  readonly title: string;
  /** Share of requests that may miss it. */
  readonly budget: number;
  readonly act: string;
}

interface Speed {
  readonly title: string;
  readonly alert: 'Fast' | 'Slow';
  /** Pairs of windows of the alert: it fires when both burn. */
  readonly windows: readonly (readonly [long: string, short: string])[];
  readonly limits: string;
}

const ANSWERED: Objective = {
  name: 'availability',
  title: 'answered',
  budget: 0.001,
  act: 'see by type and by route above what fails',
};
const IN_TIME: Objective = {
  name: 'latency',
  title: 'in time',
  budget: 0.01,
  act: 'see above which route is slow, and the process below for why',
};
const FAST: Speed = {
  title: 'hours',
  alert: 'Fast',
  windows: [
    ['1h', '5m'],
    ['6h', '30m'],
  ],
  limits: '1h, 5m above 14.4 or 6h, 30m above 6: people are paged',
};
const SLOW: Speed = {
  title: 'days',
  alert: 'Slow',
  windows: [
    ['1d', '2h'],
    ['3d', '6h'],
  ],
  limits: '1d, 2h above 3 or 3d, 6h above 1: a warning',
};

function burn({ name, title, budget, act }: Objective, speed: Speed): Panel {
  return timeseries({
    title: `Budget, ${title}: ${speed.title}`,
    shows: `How fast the budget of ${budget * 100} % goes: at 1 it lasts just 30 days. Each line is the lesser of its two windows, which the alert asks of both.`,
    act: `${speed.limits}; ${act}.`,
    runbooks: [`${name === 'latency' ? 'Latency' : 'Availability'}BudgetBurn${speed.alert}`],
    width: 6,
    unit: 'none',
    min: 0,
    thresholds: speed.alert === 'Fast' ? BURN_FAST : BURN_SLOW,
    styles: BURNS,
    queries: speed.windows.map(([long, short]) => ({
      expr: `(${lesser(errors(name, long), errors(name, short))}) / ${budget}`,
      legend: `${long}, ${short}`,
    })),
  });
}

const errors = (objective: string, window: string): string =>
  `max(job:slo_${objective}_errors:ratio_rate${window}{${JOB}})`;
const lesser = (a: string, b: string): string => `${a} < ${b} or (${b} and ${a})`;

export const OBJECTIVES: Section = {
  title: 'Objectives over 30 days: 99.9 % answered, 99 % within 250 ms',
  rows: [[burn(ANSWERED, FAST), burn(ANSWERED, SLOW), burn(IN_TIME, FAST), burn(IN_TIME, SLOW)]],
};

import { describe, expect, it } from 'vitest';
import { HUES } from '../../grafana/src/colours.js';
import { PSI_RULE_DEFAULTS } from '../../src/statistics/index.js';
import { alertExpression, alertLimit } from './alert-rules.js';
import { loadDashboards, panelsOf, type PanelJson, type Step } from './dashboard-files.js';

const dashboards = loadDashboards();
const panels = panelsOf(dashboards);

function panel(place: string): PanelJson {
  const found = panels.find(({ where }) => where === place);
  if (!found) throw new Error(`no ${place}`);
  return found.panel;
}

const thresholds = (one: PanelJson): Step[] => one.fieldConfig!.defaults.thresholds.steps;
const column = (one: PanelJson, title: string): Step[] =>
  one
    .fieldConfig!.overrides.find(({ matcher }) => matcher.options === title)!
    .properties.find(({ id }) => id === 'thresholds')!.value.steps;
const from = (steps: Step[], colour: string): number | null => steps.findLast(({ color }) => color === colour)!.value;

describe('thresholds are those of the alerts', () => {
  it.each([
    ['homeostat-errors: P95 by route', 'yellow', 'LatencyHigh'],
    ['homeostat-errors: P95 by route', 'red', 'PredictionLatencyHigh'],
    ['homeostat-errors: Requests failed', 'red', 'PredictionErrorRateHigh'],
    ['homeostat-live: Predictions waiting to be stored', 'red', 'PredictionQueueGrowing'],
    ['homeostat-performance: Accuracy', 'yellow', 'ModelAccuracyLow'],
    ['homeostat-performance: Accuracy now', 'yellow', 'ModelAccuracyLow'],
    ['homeostat-performance: Figures behind the log', 'red', 'SummariesBehind'],
    ['homeostat-healing: Last check', 'red', 'RetrainingOverdue'],
    ['homeostat-healing: Oldest notice waiting', 'red', 'NoticesStuck'],
  ])('%s: %s from the limit of %s', (place, colour, alert) => {
    expect(from(thresholds(panel(place)), colour)).toBe(alertLimit(alert));
  });

  it('a mean that moves in a week is red beyond the limit of FeatureMeanShift, either way', () => {
    const limit = alertLimit('FeatureMeanShift');
    expect(column(panel('homeostat-drift: Features now'), 'Mean, week')).toEqual([
      { value: null, color: 'red' },
      { value: -limit, color: 'green' },
      { value: limit, color: 'red' },
    ]);
  });

  it('PSI is yellow from where the test of drift begins', () => {
    for (const place of ['homeostat-drift: PSI by feature over time', 'homeostat-drift: Drift of the scores (PSI)']) {
      expect(from(thresholds(panel(place)), 'yellow')).toBe(PSI_RULE_DEFAULTS.leastPsi);
    }
  });

  it.each([
    ['answered', 'hours', 'AvailabilityBudgetBurnFast'],
    ['answered', 'days', 'AvailabilityBudgetBurnSlow'],
    ['in time', 'hours', 'LatencyBudgetBurnFast'],
    ['in time', 'days', 'LatencyBudgetBurnSlow'],
  ])('the budget of what is %s, over %s, has the windows, budget and limits of %s', (objective, speed, alert) => {
    const compared = [
      ...alertExpression(alert).matchAll(/(job:slo_\w+_errors:ratio_rate)(\w+) > ([\d.]+) \* ([\d.]+)/g),
    ].map(([, series, window, limit, budget]) => ({ series, window, limit: Number(limit), budget }));
    expect(compared).toHaveLength(4);
    const pairs = [compared.slice(0, 2), compared.slice(2)];
    const one = panel(`homeostat-errors: Budget, ${objective}: ${speed}`);
    const max = (place: (typeof compared)[number]) => `max(${place.series}${place.window}{job="$job"})`;
    expect(one.targets!.map(({ expr, legendFormat }) => [legendFormat, expr])).toEqual(
      pairs.map(([long, short]) => [
        `${long.window}, ${short.window}`,
        `(${max(long)} < ${max(short)} or (${max(short)} and ${max(long)})) / ${long.budget}`,
      ]),
    );
    for (const [long, short] of pairs) {
      expect([short.limit, short.budget]).toEqual([long.limit, long.budget]);
      expect(one.description).toContain(`${long.window}, ${short.window} above ${long.limit}`);
    }
    const limits = pairs.map(([{ limit }]) => limit).sort((a, b) => a - b);
    expect(thresholds(one).map(({ value }) => value)).toEqual([null, ...limits]);
  });
});

describe('colours', () => {
  const JUDGING = ['green', 'yellow', 'red'];
  const overrides = panels.flatMap(({ where, panel: { fieldConfig } }) =>
    (fieldConfig?.overrides ?? []).flatMap(({ matcher, properties }) =>
      properties
        .filter(({ id }) => id === 'color')
        .map(({ value }) => ({ where, name: matcher.options, colour: value.fixedColor as string })),
    ),
  );

  it('that judge are for thresholds and states only', () => {
    const marks = dashboards.flatMap(({ annotations }) => annotations.list.map(({ iconColor }) => iconColor));
    expect([...overrides.map(({ colour }) => colour), ...marks].filter((colour) => JUDGING.includes(colour))).toEqual(
      [],
    );
  });

  it('that tell apart are a few that everyone can tell apart', () => {
    const allowed = [...Object.values(HUES), 'text'];
    expect(overrides.filter(({ colour }) => !allowed.includes(colour))).toEqual([]);
  });

  it('mean the same on every dashboard', () => {
    const meanings = new Map<string, Set<string>>();
    for (const { name, colour } of overrides) meanings.set(name, (meanings.get(name) ?? new Set()).add(colour));
    expect([...meanings].filter(([, colours]) => colours.size > 1)).toEqual([]);
  });

  it('go by name, never by the order of an answer', () => {
    const modes = panels
      .filter(({ panel: { type } }) => type === 'timeseries')
      .map(({ panel: one }) => one.fieldConfig!.defaults.color?.mode);
    expect([...new Set(modes)].sort()).toEqual(['fixed', 'palette-classic-by-name']);
  });

  it('tell neighbouring versions apart', () => {
    const styles = overrides.filter(({ where }) => where === 'homeostat-live: Predictions per minute');
    const colourOf = (version: string): string[] =>
      styles.filter(({ name }) => new RegExp(name.slice(1, -1)).test(version)).map(({ colour }) => colour);
    const versions = Array.from({ length: 40 }, (_, place) => `v${place + 1}`);
    expect(versions.map((version) => colourOf(version).length)).toEqual(versions.map(() => 1));
    for (let first = 0; first + 5 <= versions.length; first += 1) {
      expect(new Set(versions.slice(first, first + 5).flatMap(colourOf)).size).toBe(5);
    }
  });
});

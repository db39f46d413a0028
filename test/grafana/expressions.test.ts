import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled, promtoolProblems } from '../support/promtool.js';
import { promqlNames, resultLabels, servedMetrics } from '../support/promql.js';
import { TestService } from '../support/service.js';
import { expressionsOf, loadDashboards, panelsOf, substituted } from './dashboard-files.js';

const ROOT = path.join(import.meta.dirname, '../..');
const dashboards = loadDashboards();

describe('expressions', () => {
  const expressions = dashboards.flatMap(expressionsOf);
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  it('name only metrics and labels that are on /metrics, or that a rule records', async () => {
    const known = await servedMetrics(service.application);
    known.set('up', new Set()).set('ALERTS', new Set(['alertname', 'alertstate', 'severity', 'component']));
    for (const record of recordedMetrics()) known.set(record, new Set());
    const unknown = expressions.flatMap(({ where, expr }) => {
      const { metrics, grouping } = promqlNames(substituted(expr));
      const target = ['job', 'instance'];
      const places = [...metrics].flatMap(([name, labels]) => {
        const its = known.get(name);
        if (!its) return [name];
        return [...labels]
          .filter((label) => !its.has(label) && !target.includes(label))
          .map((label) => `${name}{${label}}`);
      });
      const all = new Set([...metrics.keys()].flatMap((name) => [...(known.get(name) ?? [])]).concat(target));
      const unknownGroups = [...grouping].filter((label) => !all.has(label)).map((label) => `by (${label})`);
      return [...places, ...unknownGroups].map((what) => `${where}: ${what}`);
    });
    expect(unknown).toEqual([]);
  });

  it('name in legends only labels that they keep', () => {
    const lost = dashboards.flatMap(({ uid, panels: its }) =>
      its.flatMap(({ targets = [], title }) =>
        targets.flatMap(({ expr, legendFormat = '' }) => {
          const kept = resultLabels(substituted(expr));
          return [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)]
            .filter(([, label]) => !kept.includes(label))
            .map(([, label]) => `${uid} ${title}: {{${label}}}`);
        }),
      ),
    );
    expect(lost).toEqual([]);
  });

  it('name in the columns of tables only figures that they ask for and labels that they keep', () => {
    for (const { where, panel } of panelsOf(dashboards).filter(({ panel: { type } }) => type === 'table')) {
      const targets = panel.targets!;
      const labels = targets.flatMap(({ expr }) => resultLabels(substituted(expr)));
      const values = targets.length === 1 ? ['Value'] : targets.map(({ refId }) => `Value #${refId}`);
      const step = (id: string) => panel.transformations!.find((transformation) => transformation.id === id)!.options;
      const { names } = step('filterFieldsByName').include!;
      expect(
        names.filter((name) => ![...labels, ...values].includes(name)),
        where,
      ).toEqual([]);
      // Each of several figures is shown, and their rows are joined by the same labels.
      if (targets.length > 1) expect(names, where).toEqual(expect.arrayContaining(values));
      for (const { expr } of targets)
        expect(resultLabels(substituted(expr)).sort(), where).toEqual([...new Set(labels)].sort());
      const { renameByName = {}, indexByName = {} } = step('organize');
      expect([Object.keys(renameByName), Object.keys(indexByName)], where).toEqual([names, names]);
      // Units, thresholds and links are found by the name that a column has been given.
      const titles = Object.values(renameByName);
      const overridden = panel.fieldConfig!.overrides.map(({ matcher }) => matcher.options);
      expect(
        overridden.filter((title) => !titles.includes(title)),
        where,
      ).toEqual([]);
    }
  });

  it('mark on graphs the times that gauges hold, by labels that the answer keeps', () => {
    for (const { annotations } of dashboards) {
      expect(annotations.list.map(({ name }) => name)).toEqual(['Deployments', 'Rollbacks', 'Retrains']);
      for (const { name, expr, textFormat, tagKeys, useValueForTime } of annotations.list) {
        const kept = resultLabels(substituted(expr));
        const named = [...textFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
        // No instance: replicas tell of the same event.
        expect([named, tagKeys.split(',')], name).toEqual([kept, kept]);
        // Milliseconds of what happened, whatever the step is.
        expect([useValueForTime, /_timestamp_seconds\{.*\* 1000 >= \$\{__from\}$/.test(expr)], name).toEqual([
          true,
          true,
        ]);
      }
    }
  });

  it('take rates over the interval that fits the step, or over a window that the title names', () => {
    const fixed = expressions.filter(({ expr }) => /\[\d+[smhdw]/.test(expr));
    expect(fixed.filter(({ where }) => !/hour|last day|Time of a step/.test(where)).map(({ where }) => where)).toEqual(
      [],
    );
  });

  it('are of one service', () => {
    expect(expressions.filter(({ expr }) => !/job=~?"\$job/.test(expr)).map(({ where }) => where)).toEqual([]);
  });

  it.runIf(isInstalled('promtool'))('promtool finds their types right', () => {
    expect(promtoolProblems(expressions.map(({ expr }) => substituted(expr)))).toBe('');
    expect(promtoolProblems(['rate(up)'])).toMatch(/expected type range vector/);
  });
});

function recordedMetrics(): string[] {
  const file = path.join(ROOT, 'ops/prometheus/rules/recording.yml');
  const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: { record: string }[] }[] };
  return groups.flatMap(({ rules }) => rules.map(({ record }) => record));
}

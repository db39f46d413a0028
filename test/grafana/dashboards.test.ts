import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedFiles } from '../../grafana/src/files.js';
import { isInstalled, promtoolProblems } from '../support/promtool.js';
import { promqlNames, servedMetrics } from '../support/promql.js';
import { TestService } from '../support/service.js';
import { expressionsOf, loadDashboards, type PanelJson, substituted } from './dashboard-files.js';

const ROOT = path.join(import.meta.dirname, '../..');
const dashboards = loadDashboards();
const panels = dashboards.flatMap(({ panels: its }) => its);
const drawn = panels.filter(({ type }) => type !== 'row');
const queried = drawn.filter(({ type }) => type !== 'text');
const named = (panel: PanelJson): string => `${panel.id} ${panel.title}`;

describe('generated files', () => {
  it('are what `npm run dashboards` writes', async () => {
    for (const [file, content] of await generatedFiles(ROOT)) {
      expect(readFileSync(path.join(ROOT, file), 'utf8'), `${file}: npm run dashboards`).toBe(content);
    }
  });

  it('leave no other dashboard in the folder', async () => {
    const written = [...(await generatedFiles(ROOT)).keys()].filter((file) => file.endsWith('.json'));
    expect(readdirSync(path.join(ROOT, 'grafana/dashboards')).sort()).toEqual(
      written.map((f) => path.basename(f)).sort(),
    );
  });
});

describe('dashboards', () => {
  it('have the uids that alerts link to', () => {
    const rules = path.join(ROOT, 'ops/prometheus/rules');
    const text = readdirSync(rules).map((file) => readFileSync(path.join(rules, file), 'utf8'));
    const linked = new Set(text.join('\n').match(/homeostat-[a-z]+(?='\n)/g));
    const uids = dashboards.map(({ uid }) => uid);
    expect([...linked].filter((uid) => !uids.includes(uid))).toEqual([]);
    expect(new Set(uids).size).toBe(6);
    expect(new Set(dashboards.map(({ title }) => title)).size).toBe(6);
  });

  it.each(dashboards.map((dashboard) => [dashboard.uid, dashboard] as const))(
    '%s has ids of its own',
    (_, { panels: its }) => {
      const ids = its.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { targets = [] } of its) {
        expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      }
    },
  );

  it.each(dashboards.map((dashboard) => [dashboard.uid, dashboard] as const))(
    '%s has a grid without overlap, gap or overflow',
    (_, { panels: its }) => {
      const cells = new Map<string, string>();
      for (const panel of its) {
        const { x, y, w, h } = panel.gridPos;
        expect(x >= 0 && w > 0 && h > 0 && x + w <= 24, named(panel)).toBe(true);
        // A third of a 1440-pixel screen is the least for a graph, an eighth for a figure.
        if (panel.type !== 'row') expect(w, named(panel)).toBeGreaterThanOrEqual(panel.type === 'stat' ? 3 : 4);
        for (let column = x; column < x + w; column += 1) {
          for (let row = y; row < y + h; row += 1) {
            const cell = `${column},${row}`;
            expect(cells.get(cell), `${named(panel)} over`).toBeUndefined();
            cells.set(cell, named(panel));
          }
        }
      }
      const rows = new Set([...cells.keys()].map((cell) => Number(cell.split(',')[1])));
      expect([...rows].sort((a, b) => a - b)).toEqual([...rows.keys()].map((_row, place) => place));
    },
  );

  it('have a unit and a description on every panel, which says more than the title', () => {
    const lacking = drawn.filter(
      ({ type, description = '', fieldConfig }) =>
        description.split('\n\n').length !== 2 || (type !== 'text' && !fieldConfig?.defaults.unit),
    );
    expect(lacking.map(named)).toEqual([]);
  });

  it('ask the data source that the reader picks, and no other', () => {
    for (const { panels: its, annotations, templating } of dashboards) {
      const sources = [
        ...its.flatMap(({ datasource, targets = [] }) => [datasource, ...targets.map((target) => target.datasource)]),
        ...annotations.list.map(({ datasource }) => datasource),
        ...templating.list.map(({ datasource }) => datasource),
      ];
      for (const source of sources.filter((given) => given !== undefined)) {
        expect(source).toEqual({ type: 'prometheus', uid: '${datasource}' });
      }
    }
    for (const panel of queried) expect(panel.datasource, named(panel)).toBeDefined();
  });

  it('use each of their variables, and no other', () => {
    for (const { uid, templating, ...rest } of dashboards) {
      const text = JSON.stringify(rest);
      const used = new Set([...text.matchAll(/\$\{?([a-z_]+)/g)].map(([, name]) => name));
      const builtIn = [...used].filter((name) => name.startsWith('__'));
      expect(
        builtIn.filter((name) => !['__rate_interval', '__range', '__value'].includes(name)),
        uid,
      ).toEqual([]);
      const own = [...used].filter((name) => !name.startsWith('__')).sort();
      expect(templating.list.map(({ name }) => name).sort(), uid).toEqual(own);
    }
    const all = new Set(dashboards.flatMap(({ templating }) => templating.list.map(({ name }) => name)));
    expect([...all].sort()).toEqual(['datasource', 'feature', 'job', 'numeric', 'segment', 'service_url', 'version']);
  });

  it('link to each other, and to runbooks that exist', () => {
    const runbooks = readdirSync(path.join(ROOT, 'ops/runbooks')).map((file) => path.parse(file).name);
    for (const { links, panels: its } of dashboards) {
      expect(links).toContainEqual(
        expect.objectContaining({ type: 'dashboards', tags: ['homeostat'], includeVars: true }),
      );
      for (const { url } of its.flatMap((panel) => panel.links ?? [])) {
        expect(url).toMatch(/^\$\{service_url\}\/runbooks\//);
        expect(runbooks).toContain(url.split('/').at(-1));
      }
    }
    const linked = new Set(drawn.flatMap(({ links = [] }) => links.map(({ url }) => url.split('/').at(-1))));
    // What is not scraped shows nothing, and the watchdog always fires.
    expect(runbooks.filter((name) => !linked.has(name))).toEqual(['ServiceNotScraped', 'Watchdog']);
  });

  it('have the seven key panels, with the colours of accuracy', () => {
    const live = dashboards.find(({ uid }) => uid === 'homeostat-live')!;
    const titles = dashboards.flatMap(({ panels: its }) => its.map(({ title }) => title));
    for (const title of [
      'Predictions per minute',
      'Model accuracy',
      'Latency: P50, P95, P99',
      'Errors per minute',
      'Fraud rate',
      'Ranks of $numeric',
      'Model version',
    ]) {
      expect(titles).toContain(title);
    }
    const accuracy = live.panels.find(({ title }) => title === 'Model accuracy')!;
    expect(accuracy.fieldConfig!.defaults.thresholds.steps).toEqual([
      { value: null, color: 'red' },
      { value: 0.85, color: 'yellow' },
      { value: 0.95, color: 'green' },
    ]);
  });
});

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

  it('name in legends and columns only labels that they keep', () => {
    const lost = dashboards.flatMap(({ uid, panels: its }) =>
      its.flatMap(({ targets = [], title }) =>
        targets.flatMap(({ expr, legendFormat = '' }) => {
          const { grouping } = promqlNames(substituted(expr));
          return [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)]
            .filter(([, label]) => !grouping.has(label))
            .map(([, label]) => `${uid} ${title}: {{${label}}}`);
        }),
      ),
    );
    expect(lost).toEqual([]);
  });

  it('take rates over the interval that fits the step, or over a window that the title names', () => {
    const fixed = expressions.filter(({ expr }) => /\[\d+[smhdw]/.test(expr));
    expect(fixed.filter(({ where }) => !/hour|Time of a step/.test(where)).map(({ where }) => where)).toEqual([]);
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

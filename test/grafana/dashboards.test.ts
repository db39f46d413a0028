import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../../grafana/src/files.js';
import { alertDashboards } from './alert-rules.js';
import { loadDashboards, type PanelJson, panelsOf } from './dashboard-files.js';

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
        builtIn.filter((name) => !['__rate_interval', '__range', '__value', '__from'].includes(name)),
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
    // An alert leads to a dashboard that has a panel for it. What is not scraped shows nothing, and the watchdog always fires.
    const withPanel = ({ alert, uid }: { alert: string; uid: string }): boolean =>
      panelsOf(dashboards).some(
        (one) => one.uid === uid && one.panel.links?.some(({ url }) => url.endsWith(`/${alert}`)),
      );
    const alerts = alertDashboards().filter((alert) => !withPanel(alert));
    expect(alerts.map(({ alert }) => alert)).toEqual(['ServiceNotScraped', 'Watchdog']);
    const linked = new Set(drawn.flatMap(({ links = [] }) => links.map(({ url }) => url.split('/').at(-1))));
    expect(runbooks.filter((name) => !linked.has(name))).toEqual(['ServiceNotScraped', 'Watchdog']);
  });

  it('hide neither links nor annotations in a menu', () => {
    const placed = dashboards.flatMap(({ links, annotations }) => [...links, ...annotations.list]);
    expect(placed.filter(({ placement }) => placement !== undefined)).toEqual([]);
  });

  it('show nothing twice, but for what belongs to two dashboards', () => {
    const places = new Map<string, string[]>();
    for (const { where, panel } of panelsOf(dashboards)) {
      const key = JSON.stringify([panel.type, ...(panel.targets ?? []).map(({ expr }) => expr)]);
      if (panel.targets) places.set(key, [...(places.get(key) ?? []), where]);
    }
    expect([...places.values()].filter(({ length }) => length > 1)).toEqual([
      ['homeostat-errors: Requests failed', 'homeostat-live: Requests failed'],
      ['homeostat-errors: Prediction errors per minute by type', 'homeostat-live: Errors per minute'],
      ['homeostat-live: Model accuracy', 'homeostat-performance: Accuracy now'],
    ]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scrapeDay } from '../../grafana/preview/day-prometheus.js';
import type { PrometheusProcess } from '../../grafana/preview/prometheus-process.js';
import { Queries } from '../../grafana/preview/queries.js';
import { SCRAPE_MS, type SimulatedDay, simulateDay } from '../../grafana/preview/simulated-day.js';
import { openTestDatabase } from '../support/database.js';
import { isInstalled } from '../support/promtool.js';
import { loadDashboards, panelsOf } from './dashboard-files.js';

const ROOT = path.join(import.meta.dirname, '../..');

/** What rightly answers nothing after this day, with the reason. */
const RIGHTLY_EMPTY: Record<string, string> = {
  'homeostat-drift: Features now F': 'a day has no week before it',
  'homeostat-drift: Features with a verdict of drift A':
    'fraud changes, and it is too rare to move a feature twice in a row',
};

const missing = ['prometheus', 'promtool'].filter((program) => !isInstalled(program));

describe.skipIf(missing.length > 0)(
  `a simulated day that Prometheus has scraped${missing.map((name) => ` (no ${name})`).join('')}`,
  () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'homeostat-day-'));
    let prometheus: PrometheusProcess;
    let day: SimulatedDay;
    let queries: Queries;

    beforeAll(async () => {
      const dataSource = await openTestDatabase();
      const worker = new URL('../../dist/src/training/training-worker.js', import.meta.url);
      const config = path.join(ROOT, 'homeostat.config.yaml');
      ({ prometheus, day } = await scrapeDay(path.join(ROOT, 'ops'), folder, (pages) =>
        simulateDay(config, dataSource, pages, worker),
      ).finally(() => dataSource.destroy()));
      const range = { start: day.start / 1_000, end: day.end / 1_000, scrapeSeconds: SCRAPE_MS / 1_000 };
      queries = new Queries(prometheus.url, range, { job: 'homeostat' });
    }, 540_000);
    afterAll(async () => {
      await prometheus.stop();
      rmSync(folder, { recursive: true });
    });

    it.each(loadDashboards().map((dashboard) => [dashboard.uid, dashboard] as const))(
      '%s: each query of each panel, and each mark, has data or a reason for none',
      async (uid, { panels, annotations }) => {
        const asked = [
          ...panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ ...target, title }))),
          ...annotations.list.map(({ name, expr }) => ({ title: name, refId: 'mark', expr, instant: false })),
        ];
        const empty: string[] = [];
        for (const { title, refId, expr, instant } of asked) {
          const series = await (instant ? queries.now(expr) : queries.overRange(expr));
          if (series.every(({ points }) => points.length === 0)) empty.push(`${uid}: ${title} ${refId}`);
        }
        expect(empty).toEqual(Object.keys(RIGHTLY_EMPTY).filter((key) => key.startsWith(`${uid}:`)));
      },
    );

    it('has each scrape of the day, and no other', async () => {
      const scrapes = await queries.now('count_over_time(up{job="homeostat", instance="127.0.0.1:8000"}[2d])');
      expect(scrapes.map(({ points }) => points[0][1])).toEqual([86_400_000 / SCRAPE_MS + 1]);
    });

    it.each([240, 12])('marks each event where it was, once, on a graph of %d points', async (points) => {
      const { list } = loadDashboards()[0].annotations;
      const marks = await Promise.all(
        list.map(async ({ name, expr }) => {
          const series = await queries.overRange(expr, points);
          const hours = series.flatMap((one) => one.points.map(([, value]) => (value - day.start) / 3_600_000));
          return [name, [...new Set(hours)].map((hour) => Math.floor(hour))];
        }),
      );
      expect(marks).toEqual([
        ['Deployments', [18]],
        ['Rollbacks', [20]],
        ['Retrains', [18]],
      ]);
    });

    it('ranks and scores are shares, whatever the traffic', async () => {
      const heatmaps = panelsOf(loadDashboards()).filter(
        ({ panel }) => panel.type === 'heatmap' && panel.fieldConfig!.defaults.unit === 'percentunit',
      );
      expect(heatmaps).toHaveLength(2);
      for (const { where, panel } of heatmaps) {
        const series = await queries.overRange(panel.targets![0].expr, 24, { numeric: 'amount' });
        const all = series.find(({ labels }) => labels['le'] === '+Inf')!.points.map(([, share]) => share);
        expect(all.length, where).toBeGreaterThan(20);
        for (const share of all) expect(share, where).toBeCloseTo(1, 6);
      }
    });

    it('the cost of the decisions in force is that of its parts', async () => {
      const asked = new Map(
        panelsOf(loadDashboards())
          .filter(({ uid, panel }) => uid === 'homeostat-business' && panel.type === 'stat')
          .map(({ panel }) => [panel.title, panel.targets![0].expr]),
      );
      const figure = async (title: string): Promise<number> => (await queries.now(asked.get(title)!))[0].points[0][1];
      const [caught, missed, falseAlarms, cost] = await Promise.all(
        ['Frauds caught', 'Frauds missed', 'False alarms', 'Cost of decisions'].map(figure),
      );
      // The day's costs: 100, 10, and 2 for each alarm.
      expect(cost).toBeCloseTo(100 * missed + 10 * falseAlarms + 2 * (caught + falseAlarms), 3);
    });

    it.each([
      ['version', 'ml_model_info', 'model_version'],
      ['feature', 'ml_feature_out_of_range_total', 'feature_name'],
      ['numeric', 'ml_feature_distribution_count', 'feature'],
      ['segment', 'ml_segment_labelled_predictions', 'segment'],
    ])('there is something to pick for $%s', async (_, metric, label) => {
      expect((await queries.labelValues(metric, label)).length).toBeGreaterThan(1);
    });
  },
);

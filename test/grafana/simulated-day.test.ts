import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DayPrometheus, startDayPrometheus } from '../../grafana/preview/day-prometheus.js';
import { Queries } from '../../grafana/preview/queries.js';
import { SCRAPE_MS, simulateDay } from '../../grafana/preview/simulated-day.js';
import { openTestDatabase } from '../support/database.js';
import { isInstalled } from '../support/promtool.js';
import { loadDashboards } from './dashboard-files.js';

const ROOT = path.join(import.meta.dirname, '../..');

/** What rightly answers nothing after this day, with the reason. */
const RIGHTLY_EMPTY: Record<string, string> = {
  'homeostat-drift: Features with a verdict of drift A':
    'fraud changes, and it is too rare to move a feature twice in a row',
  'homeostat-errors: Answers of 500 and above per minute A': 'the service fails at nothing that day',
};

const missing = ['prometheus', 'promtool'].filter((program) => !isInstalled(program));

describe.skipIf(missing.length > 0)(
  `a simulated day in Prometheus${missing.map((name) => ` (no ${name})`).join('')}`,
  () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'homeostat-day-'));
    let prometheus: DayPrometheus;
    let queries: Queries;

    beforeAll(async () => {
      const dataSource = await openTestDatabase();
      const worker = new URL('../../dist/src/training/training-worker.js', import.meta.url);
      const samples = path.join(folder, 'day.om');
      const config = path.join(ROOT, 'homeostat.config.yaml');
      const day = await simulateDay(config, dataSource, samples, worker).finally(() => dataSource.destroy());
      prometheus = await startDayPrometheus(path.join(ROOT, 'ops'), path.join(folder, 'prometheus'), samples, day);
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

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { readEnvironment } from '../../src/config/index.js';
import { openDatabase } from '../../src/platform/index.js';
import type { DashboardFile } from './dashboard-file.js';
import { scrapeDay } from './day-prometheus.js';
import { dashboardPage, PAGE_WIDTH } from './page.js';
import type { PrometheusProcess } from './prometheus-process.js';
import { Queries, type Range } from './queries.js';
import { SCRAPE_MS, simulateDay } from './simulated-day.js';

const HELP = `npm run dashboards:preview -- [options]

Draws each dashboard as a PNG, for review: what a Prometheus answers to the queries of every panel. It is no Grafana.
Without --url it lives through a simulated day first (minutes), and needs prometheus and promtool; drawing needs chromium.

  --url URL       the last 24 hours of a Prometheus that scrapes Homeostat
  --job NAME      its job there (default: homeostat)
  --scrape N      seconds between its scrapes (default: 15)
  --out FOLDER    where the pictures go (default: docs/dashboards)
  --keep FOLDER   keep the pages and the day's data there`;

// From dist/grafana/preview.
const ROOT = path.join(import.meta.dirname, '../../..');
const run = promisify(execFile);

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    job: { type: 'string', default: 'homeostat' },
    scrape: { type: 'string', default: '15' },
    out: { type: 'string', default: path.join(ROOT, 'docs/dashboards') },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(`${HELP}\n`);
else await preview();

async function preview(): Promise<void> {
  const folder = values.keep ?? mkdtempSync(path.join(os.tmpdir(), 'homeostat-preview-'));
  mkdirSync(folder, { recursive: true });
  try {
    if (values.url !== undefined) {
      const end = Math.floor(Date.now() / 1_000);
      await drawAll(
        values.url.replace(/\/+$/, ''),
        { start: end - 86_400, end, scrapeSeconds: Number(values.scrape) },
        folder,
      );
      return;
    }
    const { range, prometheus } = await simulated(folder);
    try {
      await drawAll(prometheus.url, range, folder);
    } finally {
      await prometheus.stop();
    }
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true });
  }
}

async function simulated(folder: string): Promise<{ prometheus: PrometheusProcess; range: Range }> {
  const database = await openDatabase(readEnvironment({ HOMEOSTAT_DATA_DIR: path.join(folder, 'database') }));
  process.stdout.write('a day is lived through, and scraped ...\n');
  const config = path.join(ROOT, 'homeostat.config.yaml');
  const { prometheus, day } = await scrapeDay(path.join(ROOT, 'ops'), path.join(folder, 'prometheus'), (pages) =>
    simulateDay(config, database.dataSource, pages),
  ).finally(() => database.close());
  return { prometheus, range: { start: day.start / 1_000, end: day.end / 1_000, scrapeSeconds: SCRAPE_MS / 1_000 } };
}

async function drawAll(url: string, range: Range, folder: string): Promise<void> {
  mkdirSync(values.out, { recursive: true });
  const dashboards = path.join(ROOT, 'grafana/dashboards');
  for (const file of readdirSync(dashboards)) {
    const dashboard = JSON.parse(readFileSync(path.join(dashboards, file), 'utf8')) as DashboardFile;
    const { html, height } = await dashboardPage(dashboard, new Queries(url, range, { job: values.job }));
    const page = path.join(folder, `${dashboard.uid}.html`);
    writeFileSync(page, html);
    const picture = path.join(values.out, `${dashboard.uid}.png`);
    await photograph(page, height, path.join(folder, 'browser'), picture);
    process.stdout.write(`${path.relative(process.cwd(), picture)}\n`);
  }
}

/** @param profile a folder for the browser's own files */
async function photograph(page: string, height: number, profile: string, picture: string): Promise<void> {
  await run('chromium', [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars'],
    // Seven tenths of a laptop's pixels: pictures that git can hold.
    '--force-device-scale-factor=0.7',
    `--user-data-dir=${profile}`,
    `--window-size=${PAGE_WIDTH},${height}`,
    `--screenshot=${picture}`,
    `file://${page}`,
  ]);
}

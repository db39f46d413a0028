import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { type PrometheusProcess, startPrometheus } from './prometheus-process.js';
import { ScrapedPages } from './scraped-pages.js';
import { SCRAPE_MS, type SimulatedDay } from './simulated-day.js';

const run = promisify(execFile);

interface RuleFile {
  groups: {
    name: string;
    rules: { alert?: string; record?: string; expr: string; labels?: Record<string, string> }[];
  }[];
}

/**
 * Starts a Prometheus, which scrapes a day while it is lived through, and evaluates the recording rules and alerts of `ops/`
 * over it. Alerts fire without their waiting time (`for`).
 *
 * @param folder an empty folder for data, rules and the log
 * @param live lives through the day and offers its pages
 * @returns the Prometheus that holds the day, and when it was
 * @throws Error naming the program that failed
 */
export async function scrapeDay(
  ops: string,
  folder: string,
  live: (pages: ScrapedPages) => Promise<SimulatedDay>,
): Promise<{ prometheus: PrometheusProcess; day: SimulatedDay }> {
  const { day, data } = await scrape(path.join(folder, 'scraped'), live);
  cpSync(data, path.join(folder, 'data'), { recursive: true });
  const { recordings, alerts } = writeRules(path.join(ops, 'prometheus/rules'), folder);
  // Rules do not see what the same pass records: recordings of recordings take a second one, alerts a third.
  for (const [pass, file] of [recordings, recordings, alerts].entries()) {
    const server = await startPrometheus(folder);
    const blocks = path.join(folder, `pass-${pass}`);
    try {
      await run('promtool', [
        ...['tsdb', 'create-blocks-from', 'rules', `--url=${server.url}`, `--output-dir=${blocks}`],
        ...[`--start=${day.start / 1_000}`, `--end=${day.end / 1_000}`, `--eval-interval=${SCRAPE_MS / 1_000}s`, file],
      ]);
    } finally {
      await server.stop();
    }
    cpSync(blocks, path.join(folder, 'data'), { recursive: true });
  }
  return { prometheus: await startPrometheus(folder), day };
}

async function scrape(
  folder: string,
  live: (pages: ScrapedPages) => Promise<SimulatedDay>,
): Promise<{ day: SimulatedDay; data: string }> {
  const pages = await ScrapedPages.start(folder);
  try {
    const day = await live(pages);
    return { day, data: path.join(folder, 'data', await pages.snapshot()) };
  } finally {
    await pages.stop();
  }
}

/** The recording rules as they are, and the alerts as recording rules of ALERTS. */
function writeRules(rules: string, folder: string): { recordings: string; alerts: string } {
  const groups = readdirSync(rules).flatMap(
    (file) => (parse(readFileSync(path.join(rules, file), 'utf8')) as RuleFile).groups,
  );
  const recordings = groups.map((group) => ({
    ...group,
    rules: group.rules.filter(({ record }) => record !== undefined),
  }));
  const alerts = groups.map((group) => ({
    ...group,
    rules: group.rules
      .filter(({ alert }) => alert !== undefined)
      .map(({ alert = '', expr, labels }) => ({
        record: 'ALERTS',
        expr: `clamp((${expr}), 1, 1)`,
        labels: { ...labels, alertname: alert, alertstate: 'firing' },
      })),
  }));
  const write = (name: string, content: RuleFile['groups']): string => {
    const file = path.join(folder, name);
    writeFileSync(file, stringify({ groups: content.filter((group) => group.rules.length > 0) }));
    return file;
  };
  return { recordings: write('recordings.yml', recordings), alerts: write('alerts.yml', alerts) };
}

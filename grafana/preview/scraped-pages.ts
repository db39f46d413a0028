import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type PrometheusProcess, startPrometheus } from './prometheus-process.js';

/** Targets that Prometheus asks once a second each, spread over the second. */
const TURNS = 40;
/** The labels that Prometheus would add, whatever port the service has. */
const TARGET = 'instance="127.0.0.1:8000",job="homeostat"';
const STORED_WITHIN_MS = 30_000;
const POLL_MS = 25;

/**
 * A Prometheus that scrapes pages of /metrics over HTTP, one after the other. Their samples carry the times of the service's
 * own clock, so that a day is scraped in minutes and lies in Prometheus as a day.
 */
export class ScrapedPages {
  private page = '';

  private constructor(
    private readonly server: Server,
    private readonly prometheus: PrometheusProcess,
  ) {}

  /** @param folder for its configuration, its data and its log */
  static async start(folder: string): Promise<ScrapedPages> {
    let pages: ScrapedPages | undefined;
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
      response.end(pages?.page ?? '');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const turns = Array.from({ length: TURNS }, (_, turn) => ({
      targets: [`127.0.0.1:${port}`],
      labels: { __param_turn: String(turn) },
    }));
    const job = { job_name: 'pages', honor_labels: true, scrape_interval: '1s', scrape_timeout: '1s' };
    const prometheus = await startPrometheus(folder, { scrape_configs: [{ ...job, static_configs: turns }] }, [
      '--web.enable-admin-api',
      // The head takes what is this much older than what Prometheus writes of each scrape by itself.
      ...['--storage.tsdb.min-block-duration=100y', '--storage.tsdb.max-block-duration=100y'],
    ]);
    return (pages = new ScrapedPages(server, prometheus));
  }

  /**
   * Resolves when Prometheus has scraped the page and shows it.
   *
   * @param page in the text format
   * @param time of its samples, milliseconds since 1970
   * @throws Error when it does not within 30 seconds
   */
  async offer(page: string, time: number): Promise<void> {
    this.page = stamped(page, time);
    const query = new URLSearchParams({ query: `timestamp(up{${TARGET}})`, time: String(time / 1_000) });
    const deadline = Date.now() + STORED_WITHIN_MS;
    while (Date.now() < deadline) {
      await delay(POLL_MS);
      const response = await fetch(`${this.prometheus.url}/api/v1/query`, { method: 'POST', body: query });
      const { data } = (await response.json()) as { data?: { result: { value: [number, string] }[] } };
      if (Number(data?.result[0]?.value[1]) === time / 1_000) return;
    }
    throw new Error(`Prometheus did not scrape the page of ${new Date(time).toISOString()}`);
  }

  /** What was scraped, as a folder of blocks in the folder of the data. */
  async snapshot(): Promise<string> {
    const response = await fetch(`${this.prometheus.url}/api/v1/admin/tsdb/snapshot`, { method: 'POST' });
    const { data, error } = (await response.json()) as { data?: { name: string }; error?: string };
    if (!data) throw new Error(`Prometheus makes no snapshot: ${error ?? response.status}`);
    return `snapshots/${data.name}`;
  }

  async stop(): Promise<void> {
    await this.prometheus.stop();
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** A page with time and target on each sample, and the `up` of that time. */
function stamped(page: string, time: number): string {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const samples = ['up 1', ...lines].map((line) => {
    const space = line.lastIndexOf(' ');
    const series = line.slice(0, space);
    const named = series.endsWith('}') ? `${series.slice(0, -1)},${TARGET}}` : `${series}{${TARGET}}`;
    return `${named} ${line.slice(space + 1)} ${time}\n`;
  });
  return samples.join('');
}

import { decimals, median, progress, quantile, table, thousands } from './report.mjs';

const PAGES = ['/metrics', '/performance'];
const WARM_UP = 5;
const MOST_TIMES = 1.5;
const MOST_SCRAPE_MS = 50;

/** Requests each page of each store in turn, so that whatever else the machine does falls on all alike. */
export async function scrapesTable(cluster, stores, requests) {
  const targets = [];
  for (const store of stores) {
    const service = await cluster.startService(store.name);
    for (const page of PAGES) targets.push({ store, service, page, times: [], bytes: 0 });
  }
  progress(`${requests} requests of ${PAGES.join(' and ')} each`);
  for (let round = -WARM_UP; round < requests; round++) {
    for (const target of targets) {
      const start = performance.now();
      const response = await fetch(target.service.url + target.page);
      const body = await response.text();
      if (!response.ok) throw new Error(`GET ${target.page}: ${response.status} ${body}`);
      if (round >= 0) target.times.push(performance.now() - start);
      target.bytes = body.length;
      if (round === 0) checkPage(target, body);
    }
  }
  for (const service of new Set(targets.map(({ service: it }) => it))) await service.stop();
  const results = PAGES.map((page) => {
    const of = targets.filter((target) => target.page === page);
    return { page, of, ratio: median(of.at(-1).times) / median(of[0].times) };
  });
  const rows = results.flatMap(({ page, of, ratio }) =>
    of.map(({ store, times, bytes }, place) => [
      `GET ${page}`,
      thousands(store.rows),
      decimals(Math.min(...times)),
      decimals(median(times)),
      decimals(quantile(times, 0.95)),
      thousands(bytes),
      place === of.length - 1 ? decimals(ratio, 2) : '',
    ]),
  );
  const head = ['page', 'stored predictions', 'min, ms', 'median, ms', 'p95, ms', 'bytes', 'ratio of medians'];
  return { results, markdown: table('A scrape, with few and with many rows', head, rows) };
}

/** A page that says nothing would be fast. */
function checkPage({ store, page }, body) {
  const expected = page === '/metrics' ? 'ml_model_auc{model_version="v1"}' : '"model_version":"v1"';
  if (store.rows >= 10_000 && !body.includes(expected)) throw new Error(`GET ${page} lacks ${expected}`);
}

/** What the figures miss, in words: a ratio from the smallest store to the largest, or a scrape of any of them. */
export function scrapesMisses({ results }) {
  const ratios = results
    .filter(({ ratio }) => ratio >= MOST_TIMES)
    .map(
      ({ page, ratio }) => `GET ${page} takes ${decimals(ratio, 2)} times as long, at most ${MOST_TIMES} is promised`,
    );
  const scrapes = results
    .filter(({ page }) => page === '/metrics')
    .flatMap(({ of }) => of)
    .filter(({ times }) => median(times) >= MOST_SCRAPE_MS)
    .map(
      ({ store, times }) =>
        `a scrape of ${thousands(store.rows)} takes ${decimals(median(times))} ms, under ${MOST_SCRAPE_MS} is promised`,
    );
  return [...ratios, ...scrapes];
}

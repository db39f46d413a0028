import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { buildReport, type ReportInputs, reportPage } from '../../src/report/index.js';
import { HOUR_MS, NASTY, NOW, outcomeHour, predictionHour, REFERENCE, reportInputs } from './inputs.js';

const SECTIONS = [
  'summary',
  'drift',
  'distributions',
  'scores',
  'curves',
  'calibration',
  'drift-over-time',
  'traffic',
] as const;

const pageOf = (changes?: Partial<ReportInputs>): string => reportPage(buildReport(reportInputs(changes)));
const read = (page: string): any => parseHTML(page).document;
const textOf = (page: string, id: string): string =>
  read(page).querySelector(`#${id}`).textContent.replace(/\s+/g, ' ');

/** Every element is closed in the order in which it was opened. */
function expectBalanced(page: string): void {
  const open: string[] = [];
  const tags = page
    .replace(/<style>[^]*?<\/style>/g, '')
    .matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)(?:"[^"]*"|[^">])*?(\/?)>/g);
  for (const [, closing, name, selfClosing] of tags) {
    if (closing) expect(open.pop()).toBe(name);
    else if (!selfClosing && name !== 'meta') open.push(name);
  }
  expect(open).toEqual([]);
}

describe('the page', () => {
  const page = pageOf();

  it('takes nothing from the network and runs no script', () => {
    expect(page).not.toMatch(/https?:|["'(=\s]\/\/|url\(|@import|<script|<link|<img|<iframe|\son\w+=/i);
    const outward = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].filter(([, target]) => !target.startsWith('#'));
    expect(outward).toEqual([]);
  });

  it('has every section, and a table of contents that leads to each', () => {
    const document = read(page);
    expect([...document.querySelectorAll('section')].map(({ id }: any) => id)).toEqual(SECTIONS);
    const links = [...document.querySelectorAll('nav a')].map((link: any) => link.getAttribute('href'));
    expect(links).toEqual(SECTIONS.map((id) => `#${id}`));
  });

  it('is well formed, with ids that stand once', () => {
    expectBalanced(page);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('escapes every name', () => {
    expect(page).not.toContain('<b>');
    expect(page).toContain('&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;');
    expect(textOf(page, 'distributions')).toContain(NASTY);
  });

  it('says what each plot shows, and names the cells of each table', () => {
    const document = read(page);
    const plots = [...document.querySelectorAll('svg')];
    expect(plots.length).toBe(4 + 2 + 2 + 1 + 5 + 2);
    for (const plot of plots) {
      expect(plot.getAttribute('role')).toBe('img');
      expect(plot.getAttribute('aria-label').length).toBeGreaterThan(10);
    }
    for (const heading of document.querySelectorAll('th')) {
      expect(['row', 'col']).toContain(heading.getAttribute('scope'));
    }
  });

  it('says what it is of', () => {
    const header = read(page).querySelector('header').textContent;
    expect(header).toContain('2026-03-04 09:00 UTC to 2026-03-04 12:30 UTC');
    expect(header).toContain('v1, active');
    expect(header).toContain('1,000 rows');
    expect(textOf(page, 'summary')).toMatch(/Predictions\s*1,200/);
  });

  it('is the same for the same report', () => {
    expect(pageOf()).toBe(page);
  });
});

describe('with less to show, the page says so', () => {
  it('without labels', () => {
    const page = pageOf({ outcomes: [] });
    expectBalanced(page);
    for (const id of ['summary', 'scores', 'curves', 'calibration'])
      expect(textOf(page, id)).toContain('Too few labels: 0 of the 100');
    expect(textOf(page, 'drift')).toContain('drifted');
  });

  it('with labels of one class', () => {
    const [hour] = reportInputs().outcomes;
    const summary = { ...hour.summary, counts: { tp: 0, fn: 0, tn: 170, fp: 10 }, positives: new Int32Array(256) };
    const page = pageOf({ outcomes: [{ ...hour, summary }] });
    expectBalanced(page);
    expect(textOf(page, 'curves')).toContain('All labels are of one class');
    expect(page).not.toContain('NaN');
  });

  it('with one hour', () => {
    const hour = NOW - 0.5 * HOUR_MS;
    const page = pageOf({ predictions: [predictionHour(hour)], outcomes: [outcomeHour(hour)] });
    expectBalanced(page);
    expect(textOf(page, 'drift-over-time')).toContain('one period of at least 200 predictions');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('without a reference', () => {
    const page = pageOf({ reference: undefined });
    expectBalanced(page);
    expect(textOf(page, 'drift')).toContain('there is nothing to compare the window with');
    expect(textOf(page, 'drift-over-time')).toContain('or there is no reference');
  });

  it('without any prediction', () => {
    const page = pageOf({ predictions: [], outcomes: [], otherVersions: [{ modelVersion: 'v2', scored: 1_234 }] });
    expectBalanced(page);
    expect(textOf(page, 'drift')).toContain('too few rows (0 of 200)');
    expect(textOf(page, 'summary')).toContain('v2 (1,234)');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('with a feature that had no value in training', () => {
    const { amount: _amount, ...features } = REFERENCE.features;
    const page = pageOf({ reference: { ...REFERENCE, features } });
    expect(textOf(page, 'drift')).toContain('no reference');
  });
});

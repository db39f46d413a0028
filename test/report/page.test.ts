import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { VersionEstimate } from '../../src/metrics/index.js';
import { buildReport, type ReportInputs, reportPage, reportText } from '../../src/report/index.js';
import { driftCheck, HOUR_MS, NASTY, NOW, outcomeHour, predictionHour, REFERENCE, reportInputs } from './inputs.js';

const SECTIONS = [
  'summary',
  'estimates',
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

describe('estimates', () => {
  const estimate: VersionEstimate = {
    modelVersion: 'v1',
    estimate: {
      predictions: 1_200,
      expectedPositives: 60,
      figures: {
        recall: {
          value: 0.81234,
          lower: 0.7,
          upper: 0.9,
          limits: { kind: 'limits', lower: 0.82, upper: 1 },
          alert: true,
        },
        accuracy: { value: 0.95, lower: 0.94, upper: 0.96, limits: { kind: 'blind' }, alert: false },
      },
    },
    trusted: undefined,
    comparisons: [],
  };

  it('stand with band, usual range and what came true', () => {
    const text = textOf(pageOf({ estimate }), 'estimates');
    expect(text).toContain('Recall0.81230.7000 – 0.90000.8200 – 1.0000▲ outside0.7500');
    expect(text).toContain('Accuracy0.95000.9400 – 0.9600-');
    expect(text).toContain('Not yet compared with labels.');
    expect(reportText(buildReport(reportInputs({ estimate }))).join('\n')).toMatch(
      /Recall +0\.8123 +0\.7000 - 0\.9000 +0\.8200 - 1\.0000 +outside/,
    );
  });

  it('that were wrong when the labels came are not trusted, and the page says so', () => {
    const past = { modelVersion: 'v1', from: NOW - HOUR_MS, to: NOW, predictions: 600, estimate: estimate.estimate };
    const comparison = { ...past, labels: 590, realised: { recall: 0.5, accuracy: 0.95 }, wrong: ['recall' as const] };
    const document = read(pageOf({ estimate: { ...estimate, trusted: false, comparisons: [comparison] } }));
    expect(document.querySelector('#estimates .warning').textContent).toContain('NOT TRUSTED');
    expect(document.querySelector('#estimates').textContent).toMatch(/590.*0\.8123 \/ 0\.5000 △.*Recall/s);
  });

  it('that held claim no more than the rule says, and concept drift is named all the same', () => {
    const report = { estimate: { ...estimate, trusted: true } };
    for (const text of [
      textOf(pageOf(report), 'estimates'),
      reportText(buildReport(reportInputs(report))).join('\n'),
    ]) {
      expect(text).toContain('came out in the band or where such figures lay in training');
      expect(text).toContain('blind to concept drift');
    }
  });

  it('of decisions at a moved threshold stand without band and limits, and the page says why', () => {
    const limits = { kind: 'moved-threshold', fittedFor: 0.5, calledAt: [0.05] } as const;
    const figures = { recall: { value: 0.9, limits, alert: false } };
    const report = { estimate: { ...estimate, estimate: { ...estimate.estimate, figures } } };
    expect(textOf(pageOf(report), 'estimates')).toContain('Recall0.9000--');
    for (const text of [
      textOf(pageOf(report), 'estimates'),
      reportText(buildReport(reportInputs(report))).join('\n'),
    ]) {
      expect(text).toContain('predictions were called at 0.05');
    }
  });
});

describe('the summary', () => {
  it('names the method of each interval', () => {
    expect(textOf(pageOf(), 'summary')).toContain('Wilson over the positives for average precision');
  });
});

describe('drift', () => {
  const strong = predictionHour(NOW, [0, 40, 360]).summary;

  it.each([
    [', waiting for the window before', 'none' as const],
    [' in this window, not in the one before', predictionHour(0).summary],
  ])('on its first day is not calm: 1 exceeds%s', (headline, previous) => {
    const report = { check: driftCheck(strong, undefined, undefined, previous) };
    expect(textOf(pageOf(report), 'summary')).toContain(`1 exceeds${headline}`);
    expect(reportText(buildReport(reportInputs(report))).join('\n')).toContain(`1 exceeds${headline}`);
  });

  it('says what features and what scores are compared with', () => {
    const scores = { ...REFERENCE.scores!, counts: [300, 150, 50] };
    const text = textOf(pageOf({ reference: { ...REFERENCE, scores } }), 'drift');
    expect(text).toContain(
      'features with the 1,000 rows that the version was fitted on, scores with those of 500 rows',
    );
  });

  it('lists new categories, and counts those without a name', () => {
    const { summary } = predictionHour(NOW);
    const feature = { kind: 'categorical', counts: [150, 150, 100], missing: 0, unseen: { wallet: 60, nfc: 30 } };
    const report = { check: driftCheck({ ...summary, features: { ...summary.features, [NASTY]: feature } } as never) };
    const line = 'new in 100 predictions: wallet, nfc, others in at most 10';
    expect(textOf(pageOf(report), 'drift')).toContain(line);
    expect(reportText(buildReport(reportInputs(report))).join('\n')).toContain(line);
  });

  it('tells expected false alarms in the text too', () => {
    expect(reportText(buildReport(reportInputs())).join('\n')).toMatch(/expected false alarms a month: [\d.e-]+\n/);
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
    const page = pageOf({ reference: undefined, check: undefined });
    expectBalanced(page);
    expect(textOf(page, 'drift')).toContain('there is nothing to compare the window with');
    expect(textOf(page, 'drift-over-time')).toContain('or there is no reference');
  });

  it('without any prediction', () => {
    const page = pageOf({
      predictions: [],
      outcomes: [],
      check: driftCheck(undefined),
      otherVersions: [{ modelVersion: 'v2', scored: 1_234 }],
    });
    expectBalanced(page);
    expect(textOf(page, 'drift')).toContain('too few rowswindow: 0 of 200');
    expect(textOf(page, 'summary')).toContain('v2 (1,234)');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('with a feature that had no value in training', () => {
    const { amount: _amount, ...features } = REFERENCE.features;
    const reference = { ...REFERENCE, features };
    const check = driftCheck(predictionHour(NOW).summary, undefined, reference);
    const page = pageOf({ reference, check });
    expect(textOf(page, 'drift')).toContain('amounttoo few rowsreference: 0 of 200');
  });
});

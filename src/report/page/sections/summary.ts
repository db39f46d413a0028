import { FIGURE_NAMES, type FigureName } from '../../../metrics/index.js';
import type { ModelMetrics } from '../../../models/index.js';
import { wilsonInterval } from '../../../statistics/index.js';
import { type Report, unconfirmedColumns, verdictCounts } from '../../data/report.js';
import { unconfirmedText } from '../../verdict-text.js';
import { FIGURE_TITLES } from '../../figure-titles.js';
import { count, fourDecimals, money, percent } from '../../numbers.js';
import { markup, type Markup, type Part } from '../markup.js';
import { table } from '../table.js';
import type { Section } from './section.js';

/** The figures of the version when it was fitted that mean the same as those of the window. */
const FITTED: Partial<Record<FigureName, keyof ModelMetrics>> = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'f1',
  auc: 'rocAuc',
  average_precision: 'averagePrecision',
};

/** The counts, the figures with their intervals beside those of the fit, outcomes and money. */
export function summarySection(report: Report): Section {
  return {
    id: 'summary',
    title: 'Summary',
    body: markup`${tiles(report)}${others(report)}${figures(report)}${outcomes(report)}`,
  };
}

function tiles(report: Report): Markup {
  const { scored, positive, performance } = report;
  const counts = verdictCounts(report);
  const judged = counts.drifted + counts.stable;
  const unconfirmed = unconfirmedColumns(report);
  const headline = unconfirmedText(unconfirmed);
  const tooFew = counts['insufficient-data'] - unconfirmed.waiting;
  const others = [
    counts['not-tested'] > 0 && `${counts['not-tested']} not tested`,
    unconfirmed.waiting > 0 && `${unconfirmed.waiting} waiting`,
    tooFew > 0 && `${tooFew} with too few rows`,
  ].filter((part) => part !== false);
  const called = wilsonInterval(positive, scored);
  return markup`<dl class="tiles">
${tile('Predictions', count(scored), 'scored in the window')}
${tile('Labels', count(performance.labels), `${percent(scored > 0 ? performance.labels / scored : undefined)} of the predictions`)}
${tile(
  `Called ${report.config.classes.positive}`,
  percent(scored > 0 ? positive / scored : undefined, 2),
  called ? `95 % interval ${percent(called.lower, 2)} to ${percent(called.upper, 2)}` : 'no predictions',
)}
${tile(
  'Drifted columns',
  judged > 0 ? `${counts.drifted} of ${judged}` : '-',
  judged > 0 || unconfirmed.waiting > 0
    ? ['the score included', ...others].join('; ')
    : 'too few rows, or no reference',
)}
</dl>
${headline !== undefined && markup`<p class="note warning">Drift: ${headline}.</p>`}`;
}

function tile(name: string, value: string, note: string): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>`;
}

function others({ otherVersions, version, active }: Report): Part {
  const list = otherVersions.map(({ modelVersion, scored }) => `${modelVersion} (${count(scored)})`).join(', ');
  return [
    !active && markup`<p class="note">${version.version} is not the active version.</p>`,
    list !== '' &&
      markup`<p class="note">Other versions scored in this window too, and are not part of this report: ${list}.</p>`,
  ];
}

function figures({ performance, minimumLabels, version }: Report): Markup {
  const tooFew = performance.labels < minimumLabels;
  const rows = FIGURE_NAMES.map((name): Part[] => {
    const figure = performance.figures[name];
    const fitted = FITTED[name];
    const interval =
      figure?.interval && `${fourDecimals(figure.interval.lower)} – ${fourDecimals(figure.interval.upper)}`;
    return [
      FIGURE_TITLES[name],
      figure ? fourDecimals(figure.value) : '-',
      interval ?? '-',
      figure ? count(figure.n) : '-',
      fourDecimals(fitted && version.metrics[fitted]),
    ];
  });
  return markup`${
    tooFew &&
    markup`<p class="note warning">Too few labels: ${count(performance.labels)} of the ${count(minimumLabels)} that figures need (windows.minimum_labels).</p>`
  }${table(
    'Realised performance, of the labelled predictions',
    [
      { text: 'Figure' },
      { text: 'Window', figure: true },
      { text: '95 % interval', figure: true },
      { text: 'n', figure: true },
      { text: 'When fitted', figure: true },
    ],
    rows,
  )}<p class="note">n is the denominator of each share. Intervals: Wilson; Hanley and McNeil for ROC AUC; Wilson over the positives for average precision; for F1 Wilson of TP / (TP + FP + FN), which F1 follows from.
ROC AUC and average precision are of scores counted in 256 bins. When fitted: ${version.training.measuredOn}.</p>
`;
}

function outcomes({ performance, config, minimumLabels }: Report): Part {
  const { tp, fp, tn, fn } = performance.counts;
  const { positive, negative } = config.classes;
  const { currency } = config.amount ?? {};
  if (performance.labels === 0) return undefined;
  const { protected: found, missed, blocked } = performance.money;
  return markup`<div class="columns">${table(
    performance.labels < minimumLabels ? 'Outcomes so far' : 'Outcomes',
    [{ text: 'Truth' }, { text: `called ${positive}`, figure: true }, { text: `called ${negative}`, figure: true }],
    [
      [positive, count(tp), count(fn)],
      [negative, count(fp), count(tn)],
    ],
  )}${
    currency !== undefined &&
    table(
      `Money at stake in labelled predictions, ${currency}`,
      [{ text: 'What became of it' }, { text: currency, figure: true }],
      [
        [`found (${positive}, called so)`, money(found)],
        [`missed (${positive}, let pass)`, money(missed)],
        [`blocked (${negative}, called ${positive})`, money(blocked)],
      ],
    )
  }</div>`;
}

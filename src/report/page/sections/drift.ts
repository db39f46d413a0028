import { referenceRows, type Report } from '../../data/report.js';
import { type ComparedColumn, psiOf } from '../../data/compared-column.js';
import { count, fourDecimals, minute, percent, short } from '../../numbers.js';
import { distributionPlot } from '../../plots/distribution-plot.js';
import { COLOUR } from '../../plots/draw-plot.js';
import {
  comparedWithText,
  findingTexts,
  missingShare,
  newCategoriesText,
  verdictDetail,
  verdictText,
} from '../../verdict-text.js';
import { markup, type Markup, type Part } from '../markup.js';
import { figure, legend, table } from '../table.js';
import type { Section } from './section.js';

/** Distributions of so many columns are drawn, those with the greatest PSI; all are in the table. */
const SHOWN_DISTRIBUTIONS = 48;

/** Every column beside the reference: verdict, test, means, missing and unusual values. */
export function driftSection(report: Report): Section {
  const { drift, columns } = report;
  const comparedWith = referenceRows(report) ?? { features: drift?.referenceRows ?? 0, scores: 0 };
  const body =
    drift === undefined
      ? markup`<p class="note warning">This version was made before references were kept: there is nothing to compare the window with.</p>`
      : markup`${rule(drift, comparedWith)}${table('Drift by column, drifted ones first', HEADINGS, columns.map(driftRow))}`;
  return { id: 'drift', title: 'Drift', body };
}

/** Small multiples: how each column is distributed, reference and window. */
export function distributionSection({ columns, drift }: Report): Section {
  const plots = columns.flatMap((its): Markup[] => {
    const plot = distributionPlot(its);
    return plot ? [figure(plot, caption(its), markup`${its.column.name} ${badge(its)}`)] : [];
  });
  const hidden = plots.length - SHOWN_DISTRIBUTIONS;
  const body =
    plots.length === 0
      ? markup`<p class="note">Nothing to show: no predictions in the window, and no reference.</p>`
      : markup`${legend([
          [COLOUR.reference, 'reference'],
          [COLOUR.window, 'window'],
        ])}<p>Share of the rows with a value, in the window of the drift check${drift && `, ${minute(drift.windows.current.from)} to ${minute(drift.windows.current.to)}`}.
Bins of numbers are deciles of the reference; each holds lower edge &lt; x ≤ upper edge.</p>
<div class="grid">${plots.slice(0, SHOWN_DISTRIBUTIONS)}</div>
${hidden > 0 && markup`<p class="note">${hidden} columns with a smaller PSI are not drawn; they are in the table.</p>`}`;
  return { id: 'distributions', title: 'Distributions', body };
}

const HEADINGS = [
  { text: 'Column' },
  { text: 'Verdict' },
  { text: 'Test' },
  { text: 'Value', figure: true },
  { text: 'Threshold', figure: true },
  { text: 'Rows', figure: true },
  { text: 'Mean, reference', figure: true },
  { text: 'Mean, window', figure: true },
  { text: 'Missing, reference', figure: true },
  { text: 'Missing, window', figure: true },
  { text: 'Out of range or unseen', figure: true },
] as const;

function rule(
  { windows, rows, control, minimumRows, expectedFalseAlarms }: NonNullable<Report['drift']>,
  comparedWith: Parameters<typeof comparedWithText>[0],
): Markup {
  const span = ({ from, to }: { from: number; to: number }): string => `${minute(from)} to ${minute(to)}`;
  return markup`<p>Window: ${span(windows.current)}, ${count(rows.current)} predictions. Window before: ${span(windows.previous)}, ${count(rows.previous)} predictions.
Both are compared, ${comparedWithText(comparedWith)}. Drifted is what exceeds its threshold in both, for the same reason; each needs ${count(minimumRows)} rows.
This is what GET /drift says. ${count(control.tests)} tests share ${percent(control.falseAlarmRate, 0)} of chance to exceed without drift in one window; expected false alarms a month: ${short(expectedFalseAlarms, 2)}.</p>
<p class="note">psi: population stability index over deciles of the reference or by category, at least 0.1 and more than chance explains. ks, chi2: p below the threshold. js: at least the threshold. wasserstein: the lower end of what the bins leave open (in brackets) is at least the threshold; long tails leave much open.
Missing, out-of-range and unseen values are tested as shares of rows.</p>
`;
}

function driftRow(its: ComparedColumn): Part[] {
  const { column, reference, current, drift } = its;
  const { test, value, threshold } = findingTexts(drift);
  const details = [verdictDetail(drift?.verdict), newCategoriesText(drift)].filter((its) => its !== undefined);
  return [
    column.description === undefined ? column.name : markup`<span title="${column.description}">${column.name}</span>`,
    markup`${badge(its)}${details.map((detail) => markup`<small class="detail">${detail}</small>`)}`,
    test,
    value,
    threshold,
    current ? count(current.counts.reduce((sum, rows) => sum + rows, 0)) : '-',
    reference?.mean === undefined ? '-' : short(reference.mean),
    current?.mean === undefined ? '-' : short(current.mean),
    percent(missingShare(reference)),
    percent(missingShare(current)),
    percent((drift?.current.shares.out_of_range ?? drift?.current.shares.unseen)?.current),
  ];
}

function badge({ drift }: ComparedColumn): Markup {
  const kind = drift?.verdict.kind;
  const sign = kind === 'drifted' ? '▲ ' : kind === 'stable' ? '✓ ' : '';
  return markup`<span class="badge ${kind}">${sign}${verdictText(drift?.verdict)}</span>`;
}

function caption(its: ComparedColumn): string {
  const missing = `missing ${percent(missingShare(its.reference))} → ${percent(missingShare(its.current))}`;
  return `PSI ${fourDecimals(psiOf(its))}; ${missing}`;
}

import { PSI_RULE_DEFAULTS } from '../../../statistics/index.js';
import type { ColumnDrift } from '../../data/column-drift.js';
import type { Report } from '../../data/report.js';
import { count, fourDecimals, percent, short } from '../../numbers.js';
import { distributionPlot } from '../../plots/distribution-plot.js';
import { COLOUR } from '../../plots/draw-plot.js';
import { missingShare, thresholdOf, verdictText } from '../../verdict-text.js';
import { markup, type Markup, type Part } from '../markup.js';
import { figure, legend, table } from '../table.js';
import type { Section } from './section.js';

/** Distributions of so many columns are drawn, those with the greatest PSI; all are in the table. */
const SHOWN_DISTRIBUTIONS = 48;

/** Every column beside the reference: PSI, threshold, verdict, means, missing values. */
export function driftSection({ drift, reference }: Report): Section {
  const { falseAlarmRate, leastPsi, minimumRows } = PSI_RULE_DEFAULTS;
  const body =
    reference === undefined
      ? markup`<p class="note warning">This version was made before references were kept: there is nothing to compare the window with.</p>`
      : markup`<p>PSI (population stability index) of the window against the ${count(reference.rows)} rows that the version was fitted on, over deciles of
the reference or by category. Drifted: PSI is at least ${leastPsi} and more than chance explains, with ${percent(falseAlarmRate, 0)} false alarms a check over all columns.
A verdict needs ${minimumRows} rows on either side. Missing values are left out of PSI and stand beside it. This is one check of the whole window; GET /drift asks for a second window that says the same.</p>
${table('Drift by column, the greatest first', HEADINGS, drift.map(driftRow))}`;
  return { id: 'drift', title: 'Drift', body };
}

/** Small multiples: how each column is distributed, reference and window. */
export function distributionSection({ drift }: Report): Section {
  const plots = drift.flatMap((its): Markup[] => {
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
        ])}<p>Share of the rows with a value. Bins of numbers are deciles of the reference; each holds lower edge &lt; x ≤ upper edge.</p>
<div class="grid">${plots.slice(0, SHOWN_DISTRIBUTIONS)}</div>
${hidden > 0 && markup`<p class="note">${hidden} columns with a smaller PSI are not drawn; they are in the table.</p>`}`;
  return { id: 'distributions', title: 'Distributions', body };
}

const HEADINGS = [
  { text: 'Column' },
  { text: 'Verdict' },
  { text: 'PSI', figure: true },
  { text: 'Threshold', figure: true },
  { text: 'Rows', figure: true },
  { text: 'Mean, reference', figure: true },
  { text: 'Mean, window', figure: true },
  { text: 'Missing, reference', figure: true },
  { text: 'Missing, window', figure: true },
] as const;

function driftRow(its: ColumnDrift): Part[] {
  const { column, reference, current, psi } = its;
  return [
    column.description === undefined ? column.name : markup`<span title="${column.description}">${column.name}</span>`,
    badge(its),
    fourDecimals(psi),
    fourDecimals(thresholdOf(its)),
    current ? count(current.counts.reduce((sum, rows) => sum + rows, 0)) : '-',
    reference?.mean === undefined ? '-' : short(reference.mean),
    current?.mean === undefined ? '-' : short(current.mean),
    percent(missingShare(reference)),
    percent(missingShare(current)),
  ];
}

function badge(its: ColumnDrift): Markup {
  const { kind } = its.verdict;
  const sign = kind === 'drifted' ? '▲ ' : kind === 'stable' ? '✓ ' : '';
  return markup`<span class="badge ${kind}">${sign}${verdictText(its)}</span>`;
}

function caption({ psi, reference, current }: ColumnDrift): string {
  const missing = `missing ${percent(missingShare(reference))} → ${percent(missingShare(current))}`;
  return `PSI ${fourDecimals(psi)}; ${missing}`;
}

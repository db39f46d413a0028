import { ESTIMATED_FIGURES, outsideBand, type VersionEstimate, withoutLimits } from '../../../metrics/index.js';
import type { Report } from '../../data/report.js';
import { FIGURE_TITLES } from '../../figure-titles.js';
import { count, fourDecimals, minute } from '../../numbers.js';
import { BLIND_TO_CONCEPT_DRIFT, trustText } from '../../trust-text.js';
import { markup, type Markup, type Part } from '../markup.js';
import { table } from '../table.js';
import type { Section } from './section.js';

/** Performance before the labels come: estimates with their bands, and how past ones fared. */
export function estimateSection({ estimate, performance }: Report): Section {
  const body = estimate
    ? markup`${trust(estimate)}${figures(estimate, performance)}${comparisons(estimate)}`
    : markup`<p class="note">No estimate: the window has too few predictions for one, or the version came without an estimator.</p>`;
  return { id: 'estimates', title: 'Performance before the labels', body };
}

function trust({ trusted }: VersionEstimate): Markup {
  return markup`<p class="note${trusted === false && ' warning'}">${trustText(trusted)}</p>`;
}

function figures({ estimate }: VersionEstimate, { figures: realised }: Report['performance']): Markup {
  const rows = ESTIMATED_FIGURES.map((name): Part[] => {
    const figure = estimate.figures[name];
    const limits = figure?.limits;
    return [
      FIGURE_TITLES[name],
      fourDecimals(figure?.value),
      range(figure),
      limits?.kind === 'limits' ? range(limits) : '-',
      figure?.alert === true ? markup`<span class="badge drifted">▲ outside</span>` : '',
      fourDecimals(realised[name]?.value),
    ];
  });
  const moved = Object.values(estimate.figures)
    .map(({ limits }) => limits)
    .find((limits) => limits.kind === 'moved-threshold');
  return markup`${table(
    `Estimated from the scores of all ${count(estimate.predictions)} predictions, labelled or not`,
    [
      { text: 'Figure' },
      { text: 'Estimate', figure: true },
      { text: 'Band', figure: true },
      { text: 'Usual range', figure: true },
      { text: '' },
      { text: 'Realised so far', figure: true },
    ],
    rows,
  )}${moved !== undefined && markup`<p class="note warning">No usual range for figures of decisions: ${withoutLimits(moved)}.</p>`}<p class="note">Band: 3 standard errors of rows that come independently of each other; it leaves out that positives come in bursts, so that figures come out outside it (△) without any drift.
Usual range: where the figure of such chunks lay when the version was measured; none where it varied too much to tell. ${BLIND_TO_CONCEPT_DRIFT}</p>
`;
}

function comparisons({ comparisons: past }: VersionEstimate): Part {
  if (past.length === 0) return undefined;
  const rows = past.map(({ from, to, labels, estimate, realised, wrong }): Part[] => {
    const outside = outsideBand(estimate, realised ?? {});
    return [
      `${minute(from)} to ${minute(to)}`,
      labels === null ? '-' : count(labels),
      ...(['accuracy', 'precision', 'recall', 'f1'] as const).map(
        (name) =>
          `${fourDecimals(estimate.figures[name]?.value)} / ${fourDecimals(realised?.[name])}${outside.includes(name) ? ' △' : ''}`,
      ),
      wrong.length > 0 ? wrong.map((name) => FIGURE_TITLES[name]).join(', ') : 'none',
    ];
  });
  const figure = true;
  return table(
    'Past estimates, and what came true (△ outside the band; wrong: outside the usual range too)',
    [
      { text: 'Predictions of' },
      { text: 'Labels', figure },
      { text: 'Accuracy', figure },
      { text: 'Precision', figure },
      { text: 'Recall', figure },
      { text: 'F1', figure },
      { text: 'Wrong' },
    ],
    rows,
  );
}

function range({ lower, upper }: { readonly lower?: number; readonly upper?: number } = {}): string {
  return lower === undefined ? '-' : `${fourDecimals(lower)} – ${fourDecimals(upper)}`;
}

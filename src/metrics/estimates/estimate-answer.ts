import { ESTIMATED_FIGURES, type Estimate } from './estimate.js';
import type { Comparison, VersionEstimate } from './estimation.service.js';

/** The estimate of one version as JSON. */
export function describeEstimate({ estimate, trusted, comparisons }: VersionEstimate): object {
  return {
    predictions: estimate.predictions,
    expected_positives: estimate.expectedPositives,
    trusted: trusted ?? null,
    ...(trusted === undefined && {
      reason: 'no past estimate could be compared with labels yet',
    }),
    ...(trusted === false && {
      warning: 'recent estimates were wrong: labels no longer follow from the features as in training',
    }),
    figures: describeFigures(estimate),
    comparisons: comparisons.map(describeComparison),
  };
}

function describeFigures({ figures }: Estimate): object {
  return Object.fromEntries(
    ESTIMATED_FIGURES.map((name) => {
      const figure = figures[name];
      if (!figure) return [name, null];
      const { value, lower, upper, limits, alert, binning } = figure;
      return [
        name,
        {
          value,
          band: { lower, upper },
          limits: limits.kind === 'limits' ? { lower: limits.lower, upper: limits.upper } : null,
          alert,
          ...(binning && { binning }),
        },
      ];
    }),
  );
}

function describeComparison({ from, to, predictions, labels, estimate, realised, wrong }: Comparison): object {
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    predictions,
    labels,
    figures: Object.fromEntries(
      ESTIMATED_FIGURES.map((name) => [
        name,
        { estimated: estimate.figures[name]?.value ?? null, realised: realised?.[name] ?? null },
      ]),
    ),
    wrong,
  };
}

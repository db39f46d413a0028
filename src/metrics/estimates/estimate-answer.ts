import { ESTIMATED_FIGURES, type Estimate, type EstimatedFigure } from './estimate.js';
import type { Comparison, VersionEstimate } from './estimation.service.js';
import { outsideBand } from './trust.js';

/** The estimate of one version as JSON. */
export function describeEstimate({ estimate, trusted, comparisons }: VersionEstimate): object {
  return {
    predictions: estimate.predictions,
    expected_positives: estimate.expectedPositives,
    trusted: trusted ?? null,
    ...(trusted === undefined && {
      reason:
        comparisons.length === 0
          ? 'no past estimate could be compared with labels yet'
          : 'no past estimate that was compared with labels has limits to be held against',
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
          band: lower === undefined || upper === undefined ? null : { lower, upper },
          ...describeLimits(limits, alert),
          ...(binning && { binning }),
        },
      ];
    }),
  );
}

function describeLimits(limits: EstimatedFigure['limits'], alert: boolean): object {
  return limits.kind === 'limits'
    ? { limits: { lower: limits.lower, upper: limits.upper }, alert }
    : { limits: null, alert: null, reason: withoutLimits(limits) };
}

/** Why a figure has no limits, in words. */
export function withoutLimits(limits: Exclude<EstimatedFigure['limits'], { kind: 'limits' }>): string {
  if (limits.kind === 'blind') return 'in training the figure varied too much from chunk to chunk to set limits';
  const { fittedFor, calledAt } = limits;
  return `limits are of decisions at ${fittedFor}, the threshold of training; predictions were called at ${calledAt.join(' and ')}`;
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
    outside_band: outsideBand(estimate, realised ?? {}),
    wrong,
  };
}

export { type EstimatedFigureName, ESTIMATED_FIGURES } from './estimates/estimate.js';
export { describeEstimate, withoutLimits } from './estimates/estimate-answer.js';
export { outsideBand } from './estimates/trust.js';
export { EstimateStore } from './estimates/estimate-store.js';
export { type Comparison, EstimationService, type VersionEstimate } from './estimates/estimation.service.js';
export { MetricsModule } from './metrics.module.js';
export { type Figure, FIGURE_NAMES, type FigureName, type Performance, performanceOf } from './performance.js';
export type { OutcomeComparison, ScoreComparison } from './shadow/compare-shadow.js';
export { type ShadowComparison, ShadowComparisons } from './shadow/shadow-comparison.js';
export { type OutcomeHour, OutcomeStore } from './summaries/outcome-store.js';
export { mergeOutcomes, noOutcomes, type OutcomeSummary, scoreBins } from './summaries/outcome-summary.js';
export {
  type CategoricalSummary,
  type FeatureSummary,
  mergePredictionSummaries,
  type NumericSummary,
  type PredictionSummary,
} from './summaries/prediction-summary.js';
export { compileSegments } from './summaries/segments.js';
export { HOUR_MS } from './summaries/summary-store.js';
export { Summariser } from './summaries/summariser.js';
export { type HourCount, type HourSummary, type Pace, type Span, SummaryWindows } from './summaries/summary-windows.js';
export { type VersionContext, VersionContexts } from './summaries/version-context.js';
export { windowLength } from './window-length.js';

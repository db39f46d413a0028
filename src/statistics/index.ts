export type { BoundedFigure, Interval } from './interval.js';

// Classification: what labelled rows say.
export {
  accuracy,
  confusionAtThreshold,
  f1,
  falsePositiveRate,
  precision,
  recall,
  specificity,
} from './classification/confusion.js';
export type { ConfusionCounts } from './classification/confusion.js';
export { binnedRocAuc, rocAuc } from './classification/roc-auc.js';
export { averagePrecision } from './classification/average-precision.js';
export { binnedAveragePrecision } from './classification/binned-average-precision.js';
export { scoreBinIndex } from './classification/score-bins.js';
export type { ScoreBins } from './classification/score-bins.js';
export { wilsonInterval } from './classification/wilson-interval.js';
export { aucInterval } from './classification/auc-interval.js';
export { averagePrecisionInterval } from './classification/average-precision-interval.js';
export { f1Interval } from './classification/f1-interval.js';
export { binnedOperatingPoints, operatingPoints } from './classification/curves.js';
export type { OperatingPoint } from './classification/curves.js';
export { brierScore, calibrationCurve, expectedCalibrationError } from './classification/calibration.js';
export type { CalibrationPoint } from './classification/calibration.js';
export { cheapestThreshold, costOf } from './classification/threshold-choice.js';
export type { DecisionCosts, ThresholdChoice } from './classification/threshold-choice.js';
export { pairedBootstrapAveragePrecision } from './classification/paired-bootstrap.js';
export type { AveragePrecisionDifference, BootstrapSettings } from './classification/paired-bootstrap.js';

export { normalQuantile } from './special-functions/normal.js';
export { sequentialMcNemar } from './classification/sequential-mcnemar.js';

// Summaries: what an hour keeps, and how hours add up.
export { mergeMoments, momentsOf, NO_ROWS, populationSummary } from './summaries/moments.js';
export type { Moments, PopulationSummary } from './summaries/moments.js';
export { addCounts, binCounts, binIndex, quantileEdges } from './summaries/bins.js';
export type { BinCounts } from './summaries/bins.js';
export { categoryCounts } from './summaries/categories.js';
export type { CategoryCounts } from './summaries/categories.js';
export { rankInReference, referenceRanks } from './summaries/reference-ranks.js';
export type { ReferenceRanks } from './summaries/reference-ranks.js';
export { binnedQuantile } from './summaries/binned-quantile.js';

// Drift: whether two samples differ, and the verdict.
export type { CountPair } from './drift/count-pairs.js';
export { evidentlyBins } from './drift/evidently-bins.js';
export { evidentlyPsi, psi } from './drift/psi.js';
export { quantilePsi } from './drift/quantile-psi.js';
export { kullbackLeibler } from './drift/kullback-leibler.js';
export { jensenShannonDistance } from './drift/jensen-shannon.js';
export { hellingerDistance } from './drift/hellinger.js';
export { chiSquaredContingency, chiSquaredGoodnessOfFit } from './drift/chi-squared.js';
export type { ChiSquaredTest } from './drift/chi-squared.js';
export { twoProportionZ } from './drift/two-proportion-z.js';
export type { Occurrences, TwoProportionTest } from './drift/two-proportion-z.js';
export { binnedKolmogorovSmirnov, kolmogorovSmirnov } from './drift/kolmogorov-smirnov.js';
export type { KolmogorovSmirnovMethod, KolmogorovSmirnovTest } from './drift/kolmogorov-smirnov.js';
export { binnedWasserstein, normalisedWasserstein } from './drift/wasserstein.js';
export type { BinnedRange } from './drift/wasserstein.js';
export { designEffect } from './drift/design-effect.js';
export { PSI_RULE_DEFAULTS, psiVerdict } from './drift/psi-rule.js';
export type { CheckedWindow, DriftVerdict, PsiRule } from './drift/psi-rule.js';
export { expectedFalseAlarmsPerMonth } from './drift/false-alarms.js';
export type { CheckSchedule } from './drift/false-alarms.js';

// Estimation: performance before the labels come (CBPE).
export { calibrate, fitIsotonic } from './estimation/isotonic.js';
export type { IsotonicCalibrator } from './estimation/isotonic.js';
export { needsCalibration } from './estimation/calibration-need.js';
export { chunkRowsForPositives, chunksOf } from './estimation/chunks.js';
export type { RowRange } from './estimation/chunks.js';
export { PERFORMANCE_METRICS } from './estimation/performance-metrics.js';
export type { Decisions, LabelledDecisions, PerformanceMetric } from './estimation/performance-metrics.js';
export type { AlarmLimits } from './estimation/alarm-limits.js';
export { realisedMetrics } from './estimation/realised-metrics.js';
export type { SamplingErrorParts } from './estimation/sampling-error.js';
export { estimatePerformance, fitPerformanceEstimator } from './estimation/performance-estimator.js';
export type {
  EstimatedMetric,
  MetricReference,
  PerformanceEstimate,
  PerformanceEstimator,
} from './estimation/performance-estimator.js';

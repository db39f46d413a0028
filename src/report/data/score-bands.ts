import { type Interval, type ScoreBins, wilsonInterval } from '../../statistics/index.js';

/** The labelled predictions whose score lies in one of equally wide bands of [0, 1]. */
export interface ScoreBand {
  readonly from: number;
  readonly to: number;
  readonly positives: number;
  readonly negatives: number;
}

/** What the scores of a band promised beside what came. */
export interface CalibrationBand extends ScoreBand {
  /** Mean score, from the middles of the fine bins: off by at most half of their width. */
  readonly meanScore: number;
  readonly positiveShare: number;
  /** Of the share of positives: Wilson, 95 %. */
  readonly interval: Interval;
}

/** Joins fine score bins into `bands` bands; each fine bin goes whole to the band that holds its middle. */
export function scoreBands(bins: ScoreBins, bands: number): ScoreBand[] {
  return sums(bins, bands).map(({ positives, negatives }, band) => ({
    from: band / bands,
    to: (band + 1) / bands,
    positives,
    negatives,
  }));
}

/**
 * The calibration curve from counts of scores in bins, as `calibrationCurve` of the unbinned scores but for the
 * rounding of scores to bins.
 *
 * @returns a band for each that holds labels, lowest first. Cost: O(fine bins).
 */
export function calibrationBands(bins: ScoreBins, bands = 10): CalibrationBand[] {
  return sums(bins, bands).flatMap(({ positives, negatives, score }, band): CalibrationBand[] => {
    const labels = positives + negatives;
    const interval = wilsonInterval(positives, labels);
    if (!interval) return [];
    const edges = { from: band / bands, to: (band + 1) / bands };
    return [{ ...edges, positives, negatives, meanScore: score / labels, positiveShare: positives / labels, interval }];
  });
}

function sums(bins: ScoreBins, bands: number): { positives: number; negatives: number; score: number }[] {
  const fine = bins.positives.length;
  const result = Array.from({ length: bands }, () => ({ positives: 0, negatives: 0, score: 0 }));
  for (let bin = 0; bin < fine; bin += 1) {
    const middle = (bin + 0.5) / fine;
    const band = result[Math.floor(middle * bands)];
    const [positives, negatives] = [bins.positives[bin] ?? 0, bins.negatives[bin] ?? 0];
    if (!band) continue;
    band.positives += positives;
    band.negatives += negatives;
    band.score += middle * (positives + negatives);
  }
  return result;
}

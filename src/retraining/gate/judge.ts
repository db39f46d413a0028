import type { Config } from '../../config/index.js';
import { normalQuantile } from '../../statistics/index.js';
import type { Check, Evidence, PairedOutcome } from './evidence.js';

export type GateLimits = Config['retraining']['gate'];

const CONFIDENCE = 0.95;
/** A row that is scored faster than this is fast enough, whatever the champion takes: a request takes a thousand. */
const FAST_MICROS = 50;

/**
 * The gate's verdicts, in the order of CHECK_NAMES. A figure that is not there does not pass.
 *
 * @param mustGain whether the challenger must be better, as for runs that nobody asked for; not worse is enough otherwise
 */
export function judge(evidence: Evidence, limits: GateLimits, mustGain: boolean): Check[] {
  return [
    accuracyCheck(evidence, limits),
    averagePrecisionCheck(evidence, limits),
    gainCheck(evidence, mustGain),
    segmentsCheck(evidence, limits),
    calibrationCheck(evidence, limits),
    scoringTimeCheck(evidence, limits),
  ];
}

/** The failed checks in one sentence each; undefined when all passed. */
export function gateRefusal(checks: readonly Check[]): string | undefined {
  const failed = checks.filter(({ passed }) => !passed);
  return failed.length === 0 ? undefined : failed.map(({ name, detail }) => `${name}: ${detail}`).join('; ');
}

function accuracyCheck({ champion, challenger }: Evidence, { accuracyRatio }: GateLimits): Check {
  const [before = NaN, after = NaN] = [champion.accuracy, challenger.accuracy];
  const limit = accuracyRatio * before;
  return check('accuracy', after, limit, after >= limit, () => {
    return `${share(after)} against the champion’s ${share(before)}; at least ${share(limit)} is asked for`;
  });
}

function averagePrecisionCheck({ averagePrecision }: Evidence, { averagePrecisionMargin }: GateLimits): Check {
  const { difference = NaN, lower = NaN, upper = NaN } = averagePrecision ?? {};
  const limit = -averagePrecisionMargin;
  return check('average_precision', lower, limit, lower > limit, () => {
    const range = `95 % sure to lie from ${signed(lower)} to ${signed(upper)}`;
    return `it changes by ${signed(difference)}, ${range}; a fall of ${averagePrecisionMargin} must be ruled out`;
  });
}

/**
 * Whether the challenger is surely better in one respect: more of its decisions are right (McNemar's pairs, the lower end of
 * the one-sided 95 % interval), or it ranks better (the lower end of the bootstrap's interval) while no fewer of its decisions are right.
 */
function gainCheck({ decisions, averagePrecision }: Evidence, mustGain: boolean): Check {
  if (!mustGain) {
    return { name: 'gain', passed: true, value: null, limit: 0, detail: 'a person asked: to be no worse is enough' };
  }
  const { loss, margin } = lossOf(decisions, normalQuantile(CONFIDENCE));
  const gain = 0 - loss;
  const least = gain - margin;
  const { difference = NaN, lower = NaN } = averagePrecision ?? {};
  const isBetter = least > 0 || (lower > 0 && gain >= 0);
  return check('gain', Number.isNaN(lower) || gain < 0 ? least : Math.max(least, lower), 0, isBetter, () => {
    const verdict = isBetter
      ? 'it is surely better'
      : 'no sure gain in one without a loss in the other, and nobody asked for this run';
    return `${signedShare(gain)} of decisions right (surely ${signedShare(least)}), average precision ${signed(difference)} (surely ${signed(lower)}): ${verdict}`;
  });
}

/**
 * The segment that surely loses most. Loss is the share of rows that only the champion got right minus that of those that
 * only the challenger did (McNemar's pairs); sure is the lower end of its one-sided 95 % interval, shared by all segments.
 */
function segmentsCheck({ segments }: Evidence, { segmentMargin }: GateLimits): Check {
  if (segments.length === 0) {
    const detail = 'no segments are configured';
    return { name: 'segments', passed: true, value: null, limit: segmentMargin, detail };
  }
  const z = normalQuantile(1 - (1 - CONFIDENCE) / segments.length);
  const [worst] = segments
    .map((segment) => ({ segment, ...lossOf(segment, z) }))
    .map(({ segment, loss, margin }) => ({ segment, loss, least: loss - margin }))
    .sort((a, b) => b.least - a.least || b.loss - a.loss);
  const { least = NaN, loss = NaN } = worst ?? {};
  return check('segments', least, segmentMargin, least <= segmentMargin, () => {
    const { segment = '', rows = 0 } = worst?.segment ?? {};
    const change = loss > 0 ? `loses ${share(loss)}` : `gains ${share(-loss)}`;
    return `of ${segments.length} segments ${segment} fares worst: it ${change} of accuracy on ${rows} rows, surely more than ${share(least)}; up to ${share(segmentMargin)} is allowed`;
  });
}

/**
 * What the challenger loses, as a share of the rows by weight: the mean of d, which is 1 for a row that only the champion got
 * right, -1 for one that only the challenger did, else 0. Its variance is that of a weighted mean, sum w²(d - mean)² / (sum w)²;
 * with weights of 1, McNemar's.
 *
 * @returns the loss, and how far the end of its one-sided interval is from it
 */
function lossOf({ weights, squares }: PairedOutcome, z: number): { loss: number; margin: number } {
  const loss = (weights.onlyChampionRight - weights.onlyChallengerRight) / weights.all;
  const ofPairs = squares.onlyChampionRight + squares.onlyChallengerRight;
  const lost = squares.onlyChampionRight - squares.onlyChallengerRight;
  const variance = ofPairs - 2 * loss * lost + loss ** 2 * squares.all;
  return { loss, margin: (z * Math.sqrt(Math.max(0, variance))) / weights.all };
}

function calibrationCheck({ champion, challenger }: Evidence, { calibrationMargin }: GateLimits): Check {
  const [before = NaN, after = NaN] = [champion.calibrationError, challenger.calibrationError];
  const limit = before + calibrationMargin;
  return check('calibration', after, limit, after <= limit, () => {
    return `probabilities are off by ${after.toFixed(4)} on average against the champion’s ${before.toFixed(4)}; up to ${limit.toFixed(4)} is allowed`;
  });
}

function scoringTimeCheck({ scoringMicros }: Evidence, { scoringTimeRatio }: GateLimits): Check {
  const { champion, challenger } = scoringMicros;
  const limit = Math.max(scoringTimeRatio * champion, FAST_MICROS);
  return check('scoring_time', challenger, limit, challenger <= limit, () => {
    return `a row takes ${challenger.toFixed(1)} µs against the champion’s ${champion.toFixed(1)}; up to ${limit.toFixed(1)} is allowed`;
  });
}

function check(name: Check['name'], value: number, limit: number, passed: boolean, detail: () => string): Check {
  if (Number.isNaN(value) || Number.isNaN(limit)) {
    return { name, passed: false, value: null, limit: 0, detail: 'the rows held out can’t give this figure' };
  }
  return { name, passed, value, limit, detail: detail() };
}

function share(value: number): string {
  return `${(value * 100).toFixed(2)} %`;
}

function signedShare(value: number): string {
  return `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

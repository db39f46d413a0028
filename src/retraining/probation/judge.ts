import type { ShadowComparison } from '../../metrics/index.js';
import { latencyQuantile, type ScoringFigures } from '../../prediction/index.js';
import { accuracy, sequentialMcNemar, wilsonInterval } from '../../statistics/index.js';
import { alertOdds, type ExpectedChange } from './expected-change.js';
import type { ProbationCheck } from './probation.js';

/** Requests before an error rate is told; what is sure of it is left to its interval. */
const LEAST_REQUESTS = 50;
/** Wide, because it is looked at each minute. */
const ERROR_CONFIDENCE = 0.998;
/** A p95 below this harms nobody, however many times that of before it is. */
const LEAST_P95_SECONDS = 0.05;
/** PSI of scores that lie apart grows with their number, where bins are empty: by up to half from the gate's rows to 20,000. */
const PSI_GROWTH = 2;
/** The chance of calling an equal version worse, over all looks; half of it each way where both ways count. */
const ALPHA = 0.05;

/** What is known of a version on probation and of the one that it replaced. */
export interface ProbationEvidence {
  /** The version's own requests, of the last day at most. */
  readonly after: ScoringFigures;
  /** The former version's, of the day before. */
  readonly before: ScoringFigures;
  /** The version (active) and the former one (shadow) on the same requests. */
  readonly comparison: ShadowComparison;
  /** How the two were to differ. */
  readonly expected: ExpectedChange;
  /** Whether its time is over. */
  readonly isOver: boolean;
}

/** The config's part in a judgement: `retraining.probation`, and the gate's margin of average precision. */
export interface ProbationPolicy {
  readonly minimumLabels: number;
  readonly minimumPredictions: number;
  readonly errorRate: number;
  readonly latencyRatio: number;
  readonly scorePsi: number;
  readonly alertRateRatio: number;
  readonly accuracyRatio: number;
  readonly averagePrecisionMargin: number;
}

export interface Judgement {
  readonly checks: readonly ProbationCheck[];
  readonly verdict:
    | { readonly kind: 'keep' }
    | { readonly kind: 'roll-back' | 'passed' | 'passed-unproven'; readonly explanation: string };
}

/**
 * Whether a version on probation stays. One check that is worse than allowed, and not by chance, rolls it back at once;
 * when its time is over it has passed, proven only if enough labels came to compare what came true.
 */
export function judge(evidence: ProbationEvidence, policy: ProbationPolicy): Judgement {
  const realised = accuracyCheck(evidence, policy);
  const checks = [
    errorRateCheck(evidence, policy),
    latencyCheck(evidence, policy),
    scorePsiCheck(evidence, policy),
    alertRateCheck(evidence, policy),
    realised,
    averagePrecisionCheck(evidence, policy),
  ];
  const worse = checks.filter(({ state }) => state === 'worse');
  if (worse.length > 0)
    return { checks, verdict: { kind: 'roll-back', explanation: worse.map(({ detail }) => detail).join('; ') } };
  if (!evidence.isOver) return { checks, verdict: { kind: 'keep' } };
  return realised.state === 'ok'
    ? { checks, verdict: { kind: 'passed', explanation: realised.detail } }
    : { checks, verdict: { kind: 'passed-unproven', explanation: `nothing spoke against it, but ${realised.detail}` } };
}

function errorRateCheck({ after, before }: ProbationEvidence, { errorRate: limit }: ProbationPolicy): ProbationCheck {
  const about = { name: 'error_rate', limit } as const;
  if (after.requests < LEAST_REQUESTS) return insufficient(about, after.requests, LEAST_REQUESTS, 'requests');
  const lower = wilsonInterval(after.errors, after.requests, ERROR_CONFIDENCE)?.lower ?? 0;
  const value = after.errors / after.requests;
  const usual = before.requests < LEAST_REQUESTS ? 0 : before.errors / before.requests;
  return {
    ...about,
    state: lower > limit && value > usual ? 'worse' : 'ok',
    value,
    detail: `${percent(value)} of ${after.requests} requests failed (limit ${percent(limit)}, before ${percent(usual)})`,
  };
}

function latencyCheck(
  { after, before }: ProbationEvidence,
  { latencyRatio: limit, minimumPredictions }: ProbationPolicy,
): ProbationCheck {
  const about = { name: 'latency_p95', limit } as const;
  const counted = Math.min(total(after.latencies), total(before.latencies));
  const [now, then] = [latencyQuantile(after.latencies, 0.95), latencyQuantile(before.latencies, 0.95)];
  if (counted < minimumPredictions || now === undefined || then === undefined)
    return insufficient(about, counted, minimumPredictions, 'requests on both sides of the deployment');
  const value = now / then;
  return {
    ...about,
    state: value > limit && now > LEAST_P95_SECONDS ? 'worse' : 'ok',
    value,
    detail: `p95 latency is ${milliseconds(now)}, ${value.toFixed(2)} times the ${milliseconds(then)} of before (limit ${limit} times, from ${milliseconds(LEAST_P95_SECONDS)} on)`,
  };
}

function scorePsiCheck(
  { comparison: { scores }, expected }: ProbationEvidence,
  { scorePsi: allowed, minimumPredictions }: ProbationPolicy,
): ProbationCheck {
  const limit = allowed + PSI_GROWTH * expected.scorePsi;
  const about = { name: 'score_psi', limit } as const;
  const value = scores.scorePsi;
  if (value === undefined || scores.requests < minimumPredictions)
    return insufficient(about, scores.requests, minimumPredictions, 'requests that both versions scored');
  return {
    ...about,
    state: value > limit ? 'worse' : 'ok',
    value,
    detail: `the scores' PSI against the former version's on the same ${scores.requests} requests is ${value.toFixed(3)} (limit ${limit.toFixed(3)}; the gate saw ${expected.scorePsi.toFixed(3)})`,
  };
}

/**
 * Whether the version calls far more, or fewer, positive for each positive of the former version than at the gate. Far more
 * speaks against it only where it is so by itself, too, if the former version calls fewer than it did at the gate: that
 * one may find even less of a change, which the version was deployed to find.
 */
function alertRateCheck(
  { comparison: { scores }, expected }: ProbationEvidence,
  { alertRateRatio: limit, minimumPredictions }: ProbationPolicy,
): ProbationCheck {
  const about = { name: 'alert_rate', limit } as const;
  const { requests, activePositives, shadowPositives, onlyActivePositive, onlyShadowPositive } = scores;
  if (requests < minimumPredictions)
    return insufficient(about, requests, minimumPredictions, 'requests that both versions scored');
  const { alertRateRatio, alertOdds: atGate } = expected;
  // Half a positive on each side keeps none of them finite.
  const value = (activePositives + 0.5) / (shadowPositives + 0.5);
  const surplus = value / alertRateRatio;
  const isExplained =
    surplus > limit &&
    atGate !== undefined &&
    alertOdds(shadowPositives, requests) < atGate.former &&
    alertOdds(activePositives, requests) <= limit * atGate.version;
  const isFar = !isExplained && (surplus > limit || surplus < 1 / limit);
  const p =
    surplus > 1
      ? sequentialMcNemar(onlyActivePositive, onlyShadowPositive)
      : sequentialMcNemar(onlyShadowPositive, onlyActivePositive);
  const explanation = isExplained
    ? '; the former version calls fewer than it did there, and the version itself not far more'
    : '';
  return {
    ...about,
    state: isFar && p <= ALPHA / 2 ? 'worse' : 'ok',
    value,
    detail: `${activePositives} of ${requests} requests were called positive, ${shadowPositives} by the former version: ${value.toFixed(2)} times (limit ${limit} times more or fewer than the ${alertRateRatio.toFixed(2)} times that the gate saw${explanation})`,
  };
}

function accuracyCheck(
  { comparison: { outcomes } }: ProbationEvidence,
  { accuracyRatio: limit, minimumLabels }: ProbationPolicy,
): ProbationCheck {
  const about = { name: 'accuracy', limit } as const;
  const { labels, active, shadow, onlyActiveRight, onlyShadowRight } = outcomes;
  const [now, former] = [accuracy(active.counts), accuracy(shadow.counts)];
  if (labels < minimumLabels || now === undefined || former === undefined)
    return insufficient(about, labels, minimumLabels, 'labels of requests that both versions scored');
  const value = former === 0 ? null : now / former;
  const isWorse = value !== null && value < limit && sequentialMcNemar(onlyShadowRight, onlyActiveRight) <= ALPHA;
  return {
    ...about,
    state: isWorse ? 'worse' : 'ok',
    value,
    detail: `accuracy on the same ${labels} labelled requests is ${now.toFixed(4)}, the former version's ${former.toFixed(4)} (limit ${limit} of it, beyond chance)`,
  };
}

function averagePrecisionCheck(
  { comparison: { outcomes } }: ProbationEvidence,
  { averagePrecisionMargin, minimumLabels }: ProbationPolicy,
): ProbationCheck {
  const about = { name: 'average_precision', limit: -averagePrecisionMargin } as const;
  const { labels, averagePrecision: found } = outcomes;
  if (!found || labels < minimumLabels)
    return insufficient(
      about,
      labels,
      minimumLabels,
      'labels, some of them positive, of requests that both versions scored',
    );
  return {
    ...about,
    state: found.upper < -averagePrecisionMargin ? 'worse' : 'ok',
    value: found.difference,
    detail: `average precision differs from the former version's on the same ${labels} labelled requests by ${signed(found.difference)}, 99 % interval ${signed(found.lower)} to ${signed(found.upper)} (limit ${-averagePrecisionMargin})`,
  };
}

function insufficient(
  about: Pick<ProbationCheck, 'name' | 'limit'>,
  actual: number,
  required: number,
  what: string,
): ProbationCheck {
  return { ...about, state: 'insufficient-data', value: null, detail: `${actual} of ${required} ${what} have come` };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1_000).toFixed(1)} ms`;
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
}

import { type Forest, parseForest } from '../../forest/index.js';
import type { DecisionCosts } from '../../statistics/index.js';
import type { Evidence } from '../gate/evidence.js';
import { measure, type SegmentCodes, type Truth } from '../gate/measure.js';
import { pickThreshold } from '../gate/threshold.js';
import { scoreRows } from './evaluation.js';
import { scoringMicros } from './scoring-time.js';

export interface Contender {
  readonly artefact: Uint8Array;
  /** The rows as its feature list encodes them. */
  readonly columns: readonly Float64Array[];
  readonly threshold: number;
}

/** Two models and rows in the order of time. */
export interface ComparisonJob {
  readonly kind: 'compare';
  readonly truth: Truth;
  readonly champion: Contender;
  readonly challenger: Contender;
  readonly segments: SegmentCodes;
  /** With costs, both get their cheapest threshold on the older half of the rows, and are measured on the newer half. */
  readonly costs: DecisionCosts | undefined;
  readonly seed: number;
}

export interface Comparison {
  readonly evidence: Evidence;
  /** The thresholds that the evidence is of, and whether they were picked anew. */
  readonly thresholds: { readonly champion: number; readonly challenger: number; readonly arePicked: boolean };
}

/** Scores both models and collects the evidence for the gate. Cost: 30,000 rows take about 1.5 s. */
export function compareModels(job: ComparisonJob): Comparison {
  const { truth, costs } = job;
  const forests = { champion: parseForest(job.champion.artefact), challenger: parseForest(job.challenger.artefact) };
  const scores = {
    champion: scoresOf(forests.champion, job.champion, truth),
    challenger: scoresOf(forests.challenger, job.challenger, truth),
  };
  const half = Math.floor(truth.labels.length / 2);
  const older = part(truth, 0, half);
  const pick = (name: 'champion' | 'challenger'): number | undefined =>
    costs && pickThreshold(scores[name].subarray(0, half), older, costs);
  const [champion, challenger] = [pick('champion'), pick('challenger')];
  const arePicked = champion !== undefined && challenger !== undefined;
  const thresholds = arePicked
    ? { champion, challenger }
    : { champion: job.champion.threshold, challenger: job.challenger.threshold };
  const start = arePicked ? half : 0;
  const evidence = measure(
    {
      truth: part(truth, start, truth.labels.length),
      champion: { scores: scores.champion.subarray(start), threshold: thresholds.champion },
      challenger: { scores: scores.challenger.subarray(start), threshold: thresholds.challenger },
      segments: { names: job.segments.names, codes: job.segments.codes.map((codes) => codes.subarray(start)) },
      scoringMicros: scoringMicros(
        { forest: forests.champion, columns: job.champion.columns },
        { forest: forests.challenger, columns: job.challenger.columns },
      ),
    },
    { seed: job.seed, costs },
  );
  return { evidence, thresholds: { ...thresholds, arePicked } };
}

function scoresOf(forest: Forest, { columns }: Contender, { labels }: Truth): Float64Array {
  return scoreRows(forest, { columns, labels });
}

/** Rows of the truth, as views. */
function part({ labels, weights }: Truth, start: number, end: number): Truth {
  return { labels: labels.subarray(start, end), ...(weights && { weights: weights.subarray(start, end) }) };
}

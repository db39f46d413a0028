// How often each drift rule cries wolf, and how often it sees a real shift.
//
//   npm run build && node bench/drift/verdicts.mjs [--trials 1000] [--reference 2000] [--seed 1]    (some minutes)
//
// Without drift: the share of checks over 10 independent normal features that call at least one of them drifted.
// With drift: the share of checks of one feature, shifted by half a standard deviation, that call it drifted.
// Ends with code 1 when the default rule misses what it promises: at most 2 % false alarms, at least 90 % found from
// 200 rows on.
import { parseArgs } from 'node:util';
import {
  binCounts,
  kolmogorovSmirnov,
  normalisedWasserstein,
  psiVerdict,
  quantileEdges,
  wilsonInterval,
} from '../../dist/src/statistics/index.js';

const FEATURES = 10;
const SHIFT = 0.5;
const ROW_COUNTS = [100, 200, 500, 1000, 5000];
const MOST_FALSE_ALARMS = 0.02;
const LEAST_FOUND = 0.9;

const { values: options } = parseArgs({
  options: {
    trials: { type: 'string', default: '1000' },
    reference: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
});

/**
 * Each rule tells from a reference and a current sample whether a feature drifted. The minimum of rows is lifted, to
 * show why it is there.
 */
const RULES = {
  'PSI rule': (reference, current) =>
    psiVerdict(
      { reference: reference.counts, current: binCounts(current, reference.edges).counts },
      { features: FEATURES, minimumRows: 1 },
    ).kind === 'drifted',
  'KS p <= 0.05': (reference, current) => kolmogorovSmirnov(reference.values, current).pValue <= 0.05,
  'Wasserstein >= 0.1': (reference, current) => normalisedWasserstein(reference.values, current) >= 0.1,
};

/** Shares of checks that called drift, by rule. */
function measure({ rows, trials, referenceRows, normal }) {
  const counts = Object.fromEntries(Object.keys(RULES).map((rule) => [rule, { falseAlarms: 0, found: 0 }]));
  for (let trial = 0; trial < trials; trial++) {
    const called = new Set();
    for (let feature = 0; feature < FEATURES; feature++) {
      const reference = referenceOf(sample(referenceRows, 0, normal));
      const steady = sample(rows, 0, normal);
      for (const [rule, isDrifted] of Object.entries(RULES)) if (isDrifted(reference, steady)) called.add(rule);
      if (feature > 0) continue;
      const shifted = sample(rows, SHIFT, normal);
      for (const [rule, isDrifted] of Object.entries(RULES)) if (isDrifted(reference, shifted)) counts[rule].found++;
    }
    for (const rule of called) counts[rule].falseAlarms++;
  }
  return Object.fromEntries(
    Object.entries(counts).map(([rule, { falseAlarms, found }]) => [
      rule,
      { falseAlarms: falseAlarms / trials, found: found / trials },
    ]),
  );
}

function referenceOf(values) {
  const edges = quantileEdges(values);
  return { values, edges, counts: binCounts(values, edges).counts };
}

function sample(rows, mean, normal) {
  return Float64Array.from({ length: rows }, () => mean + normal());
}

/** Normal numbers by Marsaglia's polar method, from the sfc32 generator. */
function normals(seed) {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const uniform = () => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) uniform();
  return () => {
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) return x * Math.sqrt((-2 * Math.log(s)) / s);
    }
  };
}

const settings = {
  trials: Number(options.trials),
  referenceRows: Number(options.reference),
  normal: normals(Number(options.seed)),
};
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const names = Object.keys(RULES);
console.log(
  `reference ${settings.referenceRows} rows, ${FEATURES} features, ${settings.trials} trials, seed ${options.seed}\n`,
);
console.log(`| rows | ${names.map((rule) => `${rule}: false | finds ${SHIFT} sd`).join(' | ')} |`);
console.log(`|---:|${'---:|---:|'.repeat(names.length)}`);
let kept = true;
// A promise is broken when the trials leave no doubt of it.
const intervalOf = (share) => wilsonInterval(Math.round(share * settings.trials), settings.trials);
for (const rows of ROW_COUNTS) {
  const shares = measure({ rows, ...settings });
  console.log(
    `| ${rows} | ${names.map((rule) => `${percent(shares[rule].falseAlarms)} | ${percent(shares[rule].found)}`).join(' | ')} |`,
  );
  const { falseAlarms, found } = shares['PSI rule'];
  const isWolf = intervalOf(falseAlarms).lower > MOST_FALSE_ALARMS;
  const isBlind = rows >= 200 && intervalOf(found).upper < LEAST_FOUND;
  kept &&= !isWolf && !isBlind;
}
console.log('\nThe default rule gives no verdict below 200 rows; its row for 100 shows what it would say.');
console.log(kept ? 'The default rule keeps its promise.' : 'The default rule BREAKS its promise.');
process.exitCode = kept ? 0 : 1;

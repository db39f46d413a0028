// What a drift check costs over a window of 1,000,000 predictions and 30 features: the sum of its hours.
//
//   npm run build && node bench/drift/check.mjs [--rows 1000000] [--hours 336]
//
// Builds the hourly summaries of both windows (not timed), passes them through JSON as the store does, and times parsing,
// summing and comparing. Ends with code 1 above 2 s or 200 MB.
import { parseArgs } from 'node:util';
import { compareWithReference } from '../../dist/src/drift/checks/drift-report.js';
import { mergePredictionSummaries, summarisePredictions } from '../../dist/src/metrics/summaries/prediction-summary.js';
import { buildReference } from '../../dist/src/retraining/reference.js';

const FEATURES = 30;
const REFERENCE_ROWS = 20_000;
const HOUR_MS = 3_600_000;
const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, hours: { type: 'string', default: '336' } },
});
const [rows, hours] = [Number(options.rows), Number(options.hours)];

let state = 1;
/** Numbers in [0, 1) (Lehmer's generator). */
const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
const features = Array.from({ length: FEATURES }, (_, index) => ({
  name: `feature_${index}`,
  kind: 'numeric',
  range: [0, 1],
  required: true,
  missingValues: [],
}));
const columns = features.map(() => Float64Array.from({ length: REFERENCE_ROWS }, random));
const scores = Float64Array.from({ length: REFERENCE_ROWS }, random);
const estimator = { chunkRows: 500, metrics: {} };
const reference = buildReference({ kinds: [], columns, labels: new Uint8Array(REFERENCE_ROWS) }, features, {
  heldOutScores: scores,
  outOfBagScores: scores,
  estimator,
});

const stored = Array.from({ length: hours }, (_, hour) => {
  const predictions = Array.from({ length: Math.round(rows / hours) }, () => {
    const score = random();
    return {
      scoredAt: hour * HOUR_MS,
      score,
      positive: score >= 0.5,
      row: { values: Float64Array.from(features, random) },
    };
  });
  const { expected: _expected, ...summary } = summarisePredictions(predictions, features, reference);
  return JSON.stringify(summary);
});

globalThis.gc?.();
const before = process.memoryUsage().rss;
const start = performance.now();
const sum = (texts) => texts.map((text) => JSON.parse(text)).reduce(mergePredictionSummaries);
const report = compareWithReference(
  {
    modelVersion: 'v1',
    features,
    reference,
    windows: { current: { from: 0, to: hours * HOUR_MS }, previous: { from: -hours * HOUR_MS, to: 0 } },
    current: sum(stored),
    previous: sum(stored),
  },
  { minimumRows: 500, falseAlarmRate: 0.01, tests: [] },
);
const seconds = (performance.now() - start) / 1_000;
const megabytes = (process.memoryUsage().rss - before) / 1e6;
const kilobytes = stored.reduce((total, text) => total + text.length, 0) / stored.length / 1e3;
console.log(
  `${report.rows.current} predictions, ${FEATURES} features, ${hours} hours of ${kilobytes.toFixed(1)} kB, twice: ` +
    `${seconds.toFixed(3)} s, ${megabytes.toFixed(0)} MB`,
);
process.exitCode = seconds < 2 && megabytes < 200 ? 0 : 1;

import { expectedCalibrationError } from '../classification/calibration.js';
import { rocAuc } from '../classification/roc-auc.js';
import { seededRandom } from '../seeded-random.js';
import { calibrate, fitIsotonic } from './isotonic.js';

const SPLITS = 10;
const TEST_SHARE = 0.1;
/** With classes as good as separated there is nothing to calibrate, and the fit would be a step. */
const SEPARATED_AUC = 0.999;

/**
 * Would calibrated scores be better probabilities than raw ones? Ten times, isotonic regression is fitted on a random
 * 90 % of the rows (the same share of each class) and applied to the rest; the ten test parts are put together, and the
 * expected calibration errors of raw and calibrated scores compared.
 *
 * NannyML's rule, but for the random splits, which it draws with numpy's generator at seed 42, and the order of tied
 * rows. Only a score whose two errors are all but equal can be judged differently.
 *
 * @param scores one finite score a row
 * @param labels 1 for a positive, anything else for a negative, one a row
 * @param seed of the splits
 * @returns true when calibration lowers the error; false when it does not, when the ROC AUC is above 0.999, and when a
 *   class has fewer than two rows. Cost: ten isotonic fits, O(n log n).
 * @throws RangeError when the lengths differ or a score is not finite
 * @see NannyML `calibration.py` needs_calibration
 */
export function needsCalibration(scores: ArrayLike<number>, labels: ArrayLike<number>, seed: number): boolean {
  const auc = rocAuc(scores, labels);
  const classes = rowsByClass(labels);
  if (auc === undefined || auc > SEPARATED_AUC || classes.some((rows) => rows.length < 2)) return false;
  const random = seededRandom(seed);
  const tested: { raw: number[]; calibrated: number[]; labels: number[] } = { raw: [], calibrated: [], labels: [] };
  for (let split = 0; split < SPLITS; split++) {
    const train: number[] = [];
    const test: number[] = [];
    for (const rows of classes) {
      shuffle(rows, random);
      const testRows = Math.max(1, Math.round(rows.length * TEST_SHARE));
      for (let i = 0; i < rows.length; i++) (i < testRows ? test : train).push(rows[i]);
    }
    const calibrator = fitIsotonic(
      train.map((row) => scores[row]),
      train.map((row) => labels[row]),
    );
    if (calibrator === undefined) return false;
    for (const row of test) {
      tested.raw.push(scores[row]);
      tested.calibrated.push(calibrate(calibrator, scores[row]));
      tested.labels.push(labels[row]);
    }
  }
  const rawError = expectedCalibrationError(tested.raw, tested.labels);
  const calibratedError = expectedCalibrationError(tested.calibrated, tested.labels);
  return rawError !== undefined && calibratedError !== undefined && rawError > calibratedError;
}

function rowsByClass(labels: ArrayLike<number>): [Uint32Array, Uint32Array] {
  const rows = Uint32Array.from({ length: labels.length }, (_, i) => i);
  return [rows.filter((row) => labels[row] !== 1), rows.filter((row) => labels[row] === 1)];
}

/** Fisher and Yates's shuffle, in place. */
function shuffle(rows: Uint32Array, random: () => number): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [rows[i], rows[j]] = [rows[j], rows[i]];
  }
}

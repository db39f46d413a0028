// Data for the forest's benchmarks: a seeded generator, a reader of the real files, and the bytes by which peers get the same rows.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Random } from '../../dist/src/forest/index.js';

/** Card payments in spirit: 30 numeric features of which a dozen matter, alone and in pairs; about 14 % positive. */
export function generate(nRows, seed) {
  const nFeatures = 30;
  const random = new Random(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
  const columns = Array.from({ length: nFeatures }, () => new Float64Array(new SharedArrayBuffer(8 * nRows)));
  const labels = new Uint8Array(new SharedArrayBuffer(nRows));
  for (let row = 0; row < nRows; row++) {
    const x = columns.map((_, feature) => {
      const value = normal();
      return feature < 20 ? value : feature < 25 ? value * value : Math.round(2 * value);
    });
    const z =
      1.2 * x[0] -
      0.8 * x[1] +
      x[2] * x[3] +
      Math.sin(2 * x[4]) +
      (x[5] > 0 ? 0.5 * x[25] : 0) +
      Math.max(0, x[20] - 1) -
      3.2;
    labels[row] = random.unit() < 1 / (1 + Math.exp(-1.5 * z)) ? 1 : 0;
    columns.forEach((column, feature) => (column[row] = x[feature]));
  }
  return { kinds: columns.map(() => 'numeric'), columns, labels };
}

/** Rows [from, to) of a set. */
export function slice({ kinds, columns, labels }, from, to) {
  return { kinds, columns: columns.map((column) => column.slice(from, to)), labels: labels.slice(from, to) };
}

/** Row-major copy of a set's columns. */
export function rowMajor({ columns, labels }) {
  const rows = new Float64Array(labels.length * columns.length);
  columns.forEach((column, feature) => column.forEach((value, row) => (rows[row * columns.length + feature] = value)));
  return rows;
}

/** A folder with what bench/forest/peers.py reads. */
export function writeForPeers(train, test, parameters) {
  const folder = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  writeFileSync(
    join(folder, 'set.json'),
    JSON.stringify({ kinds: train.kinds, nTrain: train.labels.length, nTest: test.labels.length, ...parameters }),
  );
  writeFileSync(join(folder, 'train.f64'), rowMajor(train));
  writeFileSync(join(folder, 'train.u8'), train.labels);
  writeFileSync(join(folder, 'test.f64'), rowMajor(test));
  writeFileSync(join(folder, 'test.u8'), test.labels);
  return folder;
}

const REAL_FILES = [
  {
    name: 'card_transactions',
    label: 'TX_FRAUD',
    positive: '1',
    drop: ['TRANSACTION_ID', 'TX_DATETIME', 'CUSTOMER_ID', 'TERMINAL_ID', 'TX_TIME_DAYS', 'TX_FRAUD_SCENARIO'],
    order: 'TX_DATETIME',
  },
  { name: 'ulb_creditcard_part', label: 'Class', positive: '1', drop: ['source_repo'], order: 'Time' },
  { name: 'bank_marketing', label: 'y', positive: 'yes', drop: ['duration'], missing: 'unknown' },
  {
    name: 'default_credit_card',
    label: 'default.payment.next.month',
    positive: '1',
    drop: ['ID'],
    categorical: ['SEX', 'EDUCATION', 'MARRIAGE'],
  },
  {
    name: 'employment_ma',
    label: 'employed',
    positive: '1',
    drop: ['id', 'year', 'prediction', 'predicted_probability'],
    order: 'year',
    categorical: [
      'MAR',
      'RELP',
      'DIS',
      'ESP',
      'CIT',
      'MIG',
      'MIL',
      'ANC',
      'NATIVITY',
      'DEAR',
      'DEYE',
      'DREM',
      'SEX',
      'RAC1P',
    ],
  },
];

/** The real files in a folder, in time order, each as [name, first 70 % of rows, last 30 %]. */
export function* realSets(folder) {
  for (const file of REAL_FILES) {
    const [header, ...lines] = gunzipSync(readFileSync(join(folder, `${file.name}.csv.gz`)))
      .toString()
      .trim()
      .split('\n');
    const names = header.trim().split(',');
    const records = lines.map((line) => line.trim().split(','));
    if (file.order !== undefined) {
      const at = names.indexOf(file.order);
      const time = (record) => (Number.isNaN(Number(record[at])) ? Date.parse(record[at]) : Number(record[at]));
      const times = new Map(records.map((record) => [record, time(record)]));
      records.sort((a, b) => times.get(a) - times.get(b));
    }
    const set = {
      kinds: [],
      columns: [],
      labels: Uint8Array.from(records, (record) =>
        Number(record[names.indexOf(file.label)]) === Number(file.positive) ||
        record[names.indexOf(file.label)] === file.positive
          ? 1
          : 0,
      ),
    };
    names.forEach((name, at) => {
      if (name === file.label || file.drop.includes(name)) return;
      const texts = records.map((record) =>
        record[at] === file.missing || record[at] === '' ? undefined : record[at],
      );
      const isNumeric =
        !(file.categorical ?? []).includes(name) &&
        texts.every((text) => text === undefined || !Number.isNaN(Number(text)));
      const codes = new Map(
        [...new Set(texts.filter((text) => text !== undefined))].sort().map((text, code) => [text, code]),
      );
      set.kinds.push(isNumeric ? 'numeric' : 'categorical');
      set.columns.push(
        Float64Array.from(texts, (text) => (text === undefined ? NaN : isNumeric ? Number(text) : codes.get(text))),
      );
    });
    const cut = Math.floor(records.length * 0.7);
    yield [file.name, slice(set, 0, cut), slice(set, cut, records.length)];
  }
}

/** ROC AUC and average precision, ties counted as scikit-learn does. */
export function figures(scores, labels) {
  const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);
  const nPositives = labels.reduce((sum, label) => sum + label, 0);
  let [above, truePositives, area, precision] = [0, 0, 0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    let positives = 0;
    while (to < order.length && scores[order[to]] === scores[order[from]]) positives += labels[order[to++]];
    const negatives = to - from - positives;
    area += negatives * (truePositives + positives / 2);
    truePositives += positives;
    above = to;
    precision += (positives / nPositives) * (truePositives / above);
  }
  return { auc: area / (nPositives * (order.length - nPositives)), averagePrecision: precision };
}

import type { Encoder, Encoding } from '../models/index.js';
import { type FieldError, InvalidInput, textProblem } from '../platform/index.js';

export const MAX_BATCH = 10_000;
const MAX_ID_LENGTH = 200;
/** A batch with one wrong column has as many problems as rows; the first ones say enough. */
const MAX_ERRORS = 50;
const ISO_8601 = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;
const YEAR_1900_MS = Date.UTC(1900, 0, 1);
const YEAR_2200_MS = Date.UTC(2200, 0, 1);
const KEYS = new Set(['transaction_id', 'timestamp', 'features', 'explain']);

/** A transaction that can be scored. */
export interface TransactionInput {
  /** Absent when the caller leaves it to the service. */
  readonly transactionId: string | undefined;
  /** Milliseconds since 1970; absent when the caller leaves it to the service. */
  readonly timestamp: number | undefined;
  readonly encoding: Encoding;
  /** Whether the caller wants to know which features moved the score. */
  readonly explain: boolean;
}

/**
 * Reads the body of POST /predict.
 *
 * @throws InvalidInput naming every field at fault
 */
export function readTransaction(body: unknown, encode: Encoder): TransactionInput {
  const errors: FieldError[] = [];
  const transaction = readOne(body, '', encode, errors);
  if (!transaction || errors.length > 0) throw new InvalidInput(errors);
  return transaction;
}

/**
 * Reads the body of POST /predict/batch: 1 to 10,000 transactions, no id twice.
 *
 * @throws InvalidInput naming the rows and fields at fault (the first 50)
 */
export function readBatch(body: unknown, encode: Encoder): TransactionInput[] {
  const rows = rowsOf(body);
  const errors: FieldError[] = [];
  const transactions: TransactionInput[] = [];
  const firstRow = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const path = `transactions[${index}]`;
    const transaction = readOne(row, path, encode, errors);
    if (transaction) transactions.push(transaction);
    const id = transaction?.transactionId;
    if (id !== undefined) {
      const first = firstRow.get(id);
      if (first === undefined) firstRow.set(id, index);
      else errors.push({ field: `${path}.transaction_id`, detail: `is the same as that of transactions[${first}]` });
    }
    if (errors.length >= MAX_ERRORS) break;
  }
  if (errors.length > 0) throw new InvalidInput(errors);
  return transactions;
}

function rowsOf(body: unknown): unknown[] {
  const rows = isObject(body) ? body['transactions'] : undefined;
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > MAX_BATCH) {
    const detail = `must be a list of 1 to ${MAX_BATCH} transactions${Array.isArray(rows) ? `, has ${rows.length}` : ''}`;
    throw new InvalidInput([{ field: 'transactions', detail }]);
  }
  const stranger = Object.keys(body as object).find((key) => key !== 'transactions');
  if (stranger !== undefined)
    throw new InvalidInput([{ field: stranger.slice(0, 100), detail: 'is no field of a batch' }]);
  return rows;
}

function readOne(body: unknown, path: string, encode: Encoder, errors: FieldError[]): TransactionInput | undefined {
  const at = (key: string): string => (path ? `${path}.${key}` : key);
  if (!isObject(body)) {
    errors.push({
      field: path || 'body',
      detail: 'must be an object: {"transaction_id"?, "timestamp"?, "features": {...}}',
    });
    return undefined;
  }
  for (const key of Object.keys(body)) {
    if (!KEYS.has(key))
      errors.push({
        field: at(key.slice(0, 100)),
        detail: 'is no field of a transaction; model inputs go into "features"',
      });
  }
  const transactionId = readId(body['transaction_id'], at('transaction_id'), errors);
  const timestamp = readTimestamp(body['timestamp'], at('timestamp'), errors);
  const encoding = encode(body['features'], at('features'), errors);
  const explain = body['explain'] ?? false;
  if (typeof explain !== 'boolean') errors.push({ field: at('explain'), detail: 'must be true or false' });
  return encoding && { transactionId, timestamp, encoding, explain: explain === true };
}

function readId(value: unknown, field: string, errors: FieldError[]): string | undefined {
  if (value === undefined) return undefined;
  const detail = typeof value === 'string' ? textProblem(value, MAX_ID_LENGTH) : 'must be a text';
  if (detail !== undefined) errors.push({ field, detail });
  return value as string;
}

function readTimestamp(value: unknown, field: string, errors: FieldError[]): number | undefined {
  if (value === undefined) return undefined;
  const time = parseTime(value);
  if (time >= YEAR_1900_MS && time < YEAR_2200_MS) return time;
  errors.push({
    field,
    detail: 'must be an ISO 8601 time with a zone from 1900 to 2199, such as 2026-03-01T12:30:00Z',
  });
  return undefined;
}

function parseTime(value: unknown): number {
  const [text, day] = typeof value === 'string' ? (ISO_8601.exec(value) ?? []) : [];
  if (text === undefined || day === undefined) return NaN;
  // Date.parse takes 30 February for 2 March.
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day) ? Date.parse(text) : NaN;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { writeLines } from '../csv/temporary-files.js';

const HEADER = 'payment_id,paid_at,amount,channel,night,is_fraud';

/** One line of a payments file: large amounts online are fraud, as far as a payment of every seventh goes undetected. */
function payment(index: number): string {
  const amount = (index * 37) % 1_000;
  const channel = index % 3 === 0 ? 'online' : index % 5 === 0 ? 'unknown' : 'chip';
  const fraud = channel === 'online' && amount > 500 && index % 7 !== 0;
  const paidAt = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString();
  return `p${index},${paidAt},${amount}.50,${channel},${index % 2 === 0 ? 'yes' : 'no'},${Number(fraud)}`;
}

/** A file of hourly payments from the `first` one on; `change` may break some of its lines. */
export function writePayments(
  folder: string,
  name: string,
  rows: number,
  {
    first = 0,
    change = (line: string): string => line,
  }: { first?: number; change?: (line: string, row: number) => string } = {},
): string {
  const lines = Array.from({ length: rows }, (_, row) => change(payment(first + row), row));
  return writeLines(folder, name, [HEADER, ...lines]);
}

export const PAYMENT_COLUMNS = [
  '--label',
  'is_fraud',
  '--positive',
  '1',
  '--time',
  'paid_at',
  '--id',
  'payment_id',
] as const;

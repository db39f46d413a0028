import type { TestService } from '../../support/service.js';

export interface Payment {
  readonly amount: number;
  readonly channel: string;
}
export type Rule = (payment: Payment) => boolean;

/** The rule of the test service's history, and another one. */
export const OLD_RULE: Rule = ({ amount, channel }) => channel === 'online' && amount > 500;
export const NEW_RULE: Rule = ({ amount, channel }) => channel === 'chip' && amount < 300;

let sent = 0;

/** Scores payments of the next hour, one a second, and labels them by the rule. */
export async function traffic(service: TestService, rows: number, rule: Rule): Promise<void> {
  service.clock.advance(3_600_000);
  const payments = Array.from({ length: rows }, (_, k) => {
    const channel = k % 3 === 0 ? 'online' : 'chip';
    const features = { amount: (k * 37) % 1_000, channel, card_present: channel === 'chip', account_age_days: k };
    sent += 1;
    const timestamp = new Date(service.clock.now() + k * 1_000).toISOString();
    return { transaction_id: `payment-${sent}`, timestamp, features };
  });
  service.clock.advance(3_600_000);
  const scored = await service.post('/predict/batch', { transactions: payments });
  if (scored.status !== 200) throw new Error(JSON.stringify(scored.body));
  const labels = payments.map(({ transaction_id, features }) => ({ transaction_id, actual_fraud: rule(features) }));
  await service.post('/feedback/batch', { labels });
}

import { FeatureBuilder } from './features/feature-values.js';
import type { FeatureValues } from './features/feature-values.js';
import type { FraudPatternName } from './fraud/names.js';
import { LabelDelay } from './label-delay.js';
import { resolveOptions } from './options.js';
import type { GeneratorOptions, ResolvedOptions } from './options.js';
import { paymentStream } from './payment-stream.js';
import { Random } from './random.js';

/** One card payment as the model sees it, and the truth that the bank learns later. */
export interface Transaction {
  readonly transactionId: string;
  /** Epoch milliseconds, an integer; never earlier than the transaction before. */
  readonly timestamp: number;
  readonly features: FeatureValues;
  /** The true label, known `labelDelayMs` after the timestamp. */
  readonly fraud: boolean;
  /** Milliseconds, an integer >= 0. */
  readonly labelDelayMs: number;
  /** How it was stolen, null when it was not: to explain figures with, not for a model. */
  readonly fraudPattern: FraudPatternName | null;
  readonly customerId: string;
  readonly terminalId: string;
}

/**
 * Simulates card payments of customers at terminals, with several ways of stealing, as a stream in the order of time.
 *
 * After the simulator of Le Borgne et al.: customers with a place, a spending habit and a rate; terminals within reach; unusual amounts,
 * compromised terminals and compromised cards; the risk of a terminal known with a delay. Here everything is a sum of Poisson processes,
 * whose rates are constant by the hour, so that the stream has no end and no day is prepared ahead.
 *
 * Fraud is far more common than in life (8 % and not 0.1 %), as in a stream that rules have sifted before: accuracy then says something.
 *
 * Memory: proportional to customers and terminals, one hour of payments and the frauds not reported yet. Cost: some microseconds each.
 *
 * @throws RangeError when an option is out of its range
 * @see Le Borgne, Siblini, Lebichot and Bontempi 2022, Reproducible Machine Learning for Credit Card Fraud Detection: Practical Handbook
 */
export function generateTransactions(options: GeneratorOptions): Generator<Transaction, void, undefined> {
  return transactions(resolveOptions(options));
}

function* transactions(options: ResolvedOptions): Generator<Transaction, void, undefined> {
  const { seed, start, idPrefix } = options;
  const features = new FeatureBuilder(options.nCustomers, options.nTerminals);
  const labelDelay = new LabelDelay(options.labelDelayDays, new Random(seed, 'label delay'));
  const outage = new Random(seed, 'outage');
  let count = 0;
  for (const { conditions, payments } of paymentStream(options)) {
    for (const { purchase, fraudPattern } of payments) {
      const fraud = fraudPattern !== null;
      const labelDelayMs = labelDelay.draw(fraud, conditions.labelDelay);
      const fraudReportAt = fraud ? purchase.at + labelDelayMs : null;
      if (purchase.at < start) {
        features.remember(purchase, fraudReportAt);
        continue;
      }
      yield {
        transactionId: `${idPrefix}-${++count}`,
        timestamp: purchase.at,
        features: features.describe(purchase, fraudReportAt, !outage.chance(conditions.missing)),
        fraud,
        labelDelayMs,
        fraudPattern,
        customerId: `c${purchase.customer.index}`,
        terminalId: `t${purchase.terminal.index}`,
      };
    }
  }
}

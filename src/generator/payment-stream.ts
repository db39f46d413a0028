import { arrivalsInHour } from './arrivals.js';
import { DAY_MS, HOUR_MS } from './calendar.js';
import { conditionsAt } from './drift.js';
import type { Conditions } from './drift.js';
import { fraudSources } from './fraud/fraud-payments.js';
import { GenuinePayments } from './genuine-payments.js';
import type { ResolvedOptions } from './options.js';
import type { PaymentSource } from './payment-source.js';
import type { Payment } from './payment.js';
import { makePopulation } from './population/population.js';
import { Random } from './random.js';

interface Source {
  readonly payments: PaymentSource;
  readonly arrivals: Random;
}

/** The payments of one hour, in the order of time, and the conditions under which they were made. */
export interface HourOfPayments {
  readonly conditions: Conditions;
  readonly payments: readonly Payment[];
}

/** The payments of all sources, hour by hour, the warm-up included. A strike that lasts into the hours after waits for its turn there. */
export function* paymentStream(options: ResolvedOptions): Generator<HourOfPayments, void, undefined> {
  const firstHour = Math.floor((options.start - options.warmUpDays * DAY_MS) / HOUR_MS) * HOUR_MS;
  const end = options.start + options.durationDays * DAY_MS;
  const sources = sourcesFor(options);
  let waiting: Payment[] = [];
  for (let hour = firstHour; hour < end; hour += HOUR_MS) {
    const conditions = conditionsAt(hour, options.drift, options.fraudRate);
    for (const { payments, arrivals } of sources) {
      for (const at of arrivalsInHour(hour, payments.expectedInHour(hour, conditions), arrivals)) {
        for (const payment of payments.paymentsFrom(at, conditions)) waiting.push(payment);
      }
    }
    waiting.sort((one, other) => one.purchase.at - other.purchase.at);
    const limit = Math.min(end, hour + HOUR_MS);
    const firstLater = waiting.findIndex((payment) => payment.purchase.at >= limit);
    const due = firstLater < 0 ? waiting.length : firstLater;
    yield { conditions, payments: waiting.slice(0, due) };
    waiting = waiting.slice(due);
  }
}

function sourcesFor({ seed, nCustomers, nTerminals, transactionsPerDay, fraudRate }: ResolvedOptions): Source[] {
  const population = makePopulation(seed, nCustomers, nTerminals);
  const genuinePerDay = transactionsPerDay * (1 - fraudRate);
  const genuine = new GenuinePayments(population, genuinePerDay, new Random(seed, 'genuine payments'));
  return [genuine, ...fraudSources(population, genuinePerDay, seed)].map((payments, index) => ({
    payments,
    arrivals: new Random(seed, `arrivals ${index}`),
  }));
}

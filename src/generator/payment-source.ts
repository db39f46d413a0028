import type { Conditions } from './drift.js';
import type { Payment } from './payment.js';

/** One of the independent processes whose sum is the stream: the card holders, or one way of stealing. */
export interface PaymentSource {
  /** Mean number of events in the hour that starts at `hourStart`. */
  expectedInHour(hourStart: number, conditions: Conditions): number;
  /** The payments of the event at `at`, the first at that time, the others later. Called in the order of time. */
  paymentsFrom(at: number, conditions: Conditions): readonly Payment[];
}

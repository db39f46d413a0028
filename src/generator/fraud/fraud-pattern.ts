import type { DayProfile } from '../calendar.js';
import type { Conditions } from '../drift.js';
import type { Purchase } from '../payment.js';

/** One way of stealing: when it strikes, and what it buys. */
export interface FraudPattern {
  readonly hours: DayProfile;
  /** Mean number of purchases of one strike. */
  readonly purchasesPerStrike: number;
  /** The purchases of a strike at `at`, which never goes back in time from call to call. */
  strike(at: number, conditions: Conditions): readonly Purchase[];
}

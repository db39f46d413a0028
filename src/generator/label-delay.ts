import { DAY_MS } from './calendar.js';
import type { Random } from './random.js';

/** Standard deviation of the logarithm: one label in twenty takes more than three times the median. */
const SPREAD = 0.7;
/** Frauds that nobody noticed before the card holder read the statement: the chargeback comes weeks later. */
const CHARGEBACK_SHARE = 0.15;
const CHARGEBACK_FACTOR = 4;
/** Nothing is disputed later than this, so that what waits for its label stays bounded. */
const LONGEST_MS = 120 * DAY_MS;

/** How long after a payment its label is known: log-normal, with a second hump of chargebacks among the frauds. */
export class LabelDelay {
  /** @param medianDays of the labels that are no chargebacks, >= 0 */
  constructor(
    private readonly medianDays: number,
    private readonly random: Random,
  ) {}

  /** Milliseconds, an integer in [0, 120 days]. `factor` stretches the delay of ordinary times. */
  draw(fraud: boolean, factor: number): number {
    const chargeback = this.random.chance(CHARGEBACK_SHARE) && fraud;
    const medianMs = this.medianDays * DAY_MS * factor * (chargeback ? CHARGEBACK_FACTOR : 1);
    return Math.round(Math.min(LONGEST_MS, this.random.logNormal(medianMs, SPREAD)));
  }
}

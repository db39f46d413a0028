import { hourOfDay, isNight, isWeekend } from '../calendar.js';
import type { Purchase } from '../payment.js';
import { ageDays } from '../population/customer.js';
import { distanceKm } from '../population/place.js';
import { CustomerHistory, DAY, MONTH, WEEK } from './customer-history.js';
import type { FeatureName } from './default-features.js';
import { TerminalHistory } from './terminal-history.js';

/** The features of one transaction. */
export type FeatureValues = Readonly<Record<FeatureName, number | string | boolean | null>>;

/** Turns purchases, in the order of time, into features with what the bank knows at the time of each. */
export class FeatureBuilder {
  private readonly customers: CustomerHistory;
  private readonly terminals: TerminalHistory;

  constructor(nCustomers: number, nTerminals: number) {
    this.customers = new CustomerHistory(nCustomers);
    this.terminals = new TerminalHistory(nTerminals);
  }

  /** Takes note of a purchase that nobody asks the features of. */
  remember(purchase: Purchase, fraudReportAt: number | null): void {
    this.customers.record(purchase);
    this.terminals.record(purchase, fraudReportAt);
  }

  /**
   * The features of the purchase, and takes note of it.
   *
   * @param fraudReportAt when the bank will learn that it was fraud, epoch milliseconds; null when it was none. No feature tells before.
   * @param upstream false: the systems that know devices and places send nothing
   */
  describe(purchase: Purchase, fraudReportAt: number | null, upstream: boolean): FeatureValues {
    const secondsSinceLast = this.customers.secondsSinceLast(purchase);
    const kmFromLast = this.customers.kmFromLast(purchase);
    this.remember(purchase, fraudReportAt);
    const { at, customer, terminal, channel, device } = purchase;
    const amount = purchase.amountCents / 100;
    const meanAmount30d = this.customers.meanAmount(customer.index, MONTH);
    return {
      amount,
      hour: hourOfDay(at),
      is_night: isNight(at),
      is_weekend: isWeekend(at),
      customer_count_1d: this.customers.count(customer.index, DAY),
      customer_count_7d: this.customers.count(customer.index, WEEK),
      customer_count_30d: this.customers.count(customer.index, MONTH),
      customer_mean_amount_1d: rounded(this.customers.meanAmount(customer.index, DAY)),
      customer_mean_amount_7d: rounded(this.customers.meanAmount(customer.index, WEEK)),
      customer_mean_amount_30d: rounded(meanAmount30d),
      amount_to_mean_30d: rounded(amount / meanAmount30d),
      seconds_since_last: secondsSinceLast,
      terminal_count_1d: this.terminals.count(terminal.index, DAY),
      terminal_count_7d: this.terminals.count(terminal.index, WEEK),
      terminal_count_30d: this.terminals.count(terminal.index, MONTH),
      terminal_risk_1d: rounded(this.terminals.risk(terminal.index, DAY)),
      terminal_risk_7d: rounded(this.terminals.risk(terminal.index, WEEK)),
      terminal_risk_30d: rounded(this.terminals.risk(terminal.index, MONTH)),
      distance_km: upstream && terminal.place ? rounded(distanceKm(customer.home, terminal.place)) : null,
      distance_from_last_km: upstream ? rounded(kmFromLast) : null,
      merchant_category: terminal.category,
      merchant_region: terminal.region,
      channel,
      card_present: channel === 'chip' || channel === 'contactless' || channel === 'wallet',
      strong_authentication: purchase.strongAuthentication,
      device_type: upstream && device ? device.type : null,
      device_age_days: upstream && device ? rounded(device.ageDays) : null,
      card_age_days: Math.floor(ageDays(customer.cardReplacement, at)),
    };
  }
}

/** To three decimals: what a feature store would send. */
function rounded(value: number): number;
function rounded(value: number | null): number | null;
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1_000) / 1_000;
}

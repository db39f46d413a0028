import type { Purchase } from '../payment.js';
import { distanceKm } from '../population/place.js';
import type { Terminal } from '../population/terminal.js';
import { RollingSums, stepOf, STEPS_PER_DAY } from './rolling-sums.js';

/** Positions in the list of windows. */
export const DAY = 0;
export const WEEK = 1;
export const MONTH = 2;
export const WINDOW_STEPS: readonly number[] = [1, 7, 30].map((days) => days * STEPS_PER_DAY);

/** What the bank remembers of its customers: payments and amounts in rolling windows, and the last payment. */
export class CustomerHistory {
  private readonly payments: RollingSums;
  private readonly cents: RollingSums;
  private readonly lastAt: Float64Array;
  private readonly lastStreetTerminal: (Terminal | null)[];

  constructor(nCustomers: number) {
    this.payments = new RollingSums(nCustomers, WINDOW_STEPS);
    this.cents = new RollingSums(nCustomers, WINDOW_STEPS);
    this.lastAt = new Float64Array(nCustomers).fill(-Infinity);
    this.lastStreetTerminal = Array.from({ length: nCustomers }, () => null);
  }

  /** Seconds since the customer's last payment; null for the first. */
  secondsSinceLast(purchase: Purchase): number | null {
    const last = this.lastAt[purchase.customer.index];
    return last === -Infinity ? null : (purchase.at - last) / 1_000;
  }

  /** Kilometres from the last terminal in the street to this one; null when this or every earlier one was remote. */
  kmFromLast(purchase: Purchase): number | null {
    const last = this.lastStreetTerminal[purchase.customer.index]?.place ?? null;
    const here = purchase.terminal.place;
    return last === null || here === null ? null : distanceKm(last, here);
  }

  /** Takes note of a purchase; they come in the order of time. */
  record(purchase: Purchase): void {
    const customer = purchase.customer.index;
    const step = stepOf(purchase.at);
    this.payments.moveTo(customer, step);
    this.payments.add(customer, step, 1);
    this.cents.moveTo(customer, step);
    this.cents.add(customer, step, purchase.amountCents);
    this.lastAt[customer] = purchase.at;
    if (purchase.terminal.place !== null) this.lastStreetTerminal[customer] = purchase.terminal;
  }

  /** Payments in the window, the one recorded last included. */
  count(customer: number, window: number): number {
    return this.payments.sum(customer, window);
  }

  /** Mean amount in the window in euro, the payment recorded last included. */
  meanAmount(customer: number, window: number): number {
    return this.cents.sum(customer, window) / this.payments.sum(customer, window) / 100;
  }
}

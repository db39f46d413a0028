import type { Purchase } from '../payment.js';
import { WINDOW_STEPS } from './customer-history.js';
import { RollingSums, stepOf, STEPS_PER_DAY } from './rolling-sums.js';

/** The risk of a terminal leaves out the last 7 days and the step under way: their investigations are not closed. */
const RISK_DELAY_DAYS = 7;
const RISK_LAG_STEPS = RISK_DELAY_DAYS * STEPS_PER_DAY + 1;

interface FraudReport {
  readonly terminal: number;
  /** The step of the payment. */
  readonly step: number;
}

/**
 * What the bank remembers of its terminals: payments in rolling windows, and the frauds among the older ones as far as they were
 * reported. A report counts from the step after its arrival, so that no feature knows a label before the bank does.
 */
export class TerminalHistory {
  private readonly payments: RollingSums;
  private readonly olderPayments: RollingSums;
  private readonly olderFrauds: RollingSums;
  private readonly reportsByArrival = new Map<number, FraudReport[]>();
  private step = -Infinity;

  constructor(nTerminals: number) {
    this.payments = new RollingSums(nTerminals, WINDOW_STEPS);
    this.olderPayments = new RollingSums(nTerminals, WINDOW_STEPS, RISK_LAG_STEPS);
    this.olderFrauds = new RollingSums(nTerminals, WINDOW_STEPS, RISK_LAG_STEPS);
  }

  /**
   * Takes note of a purchase; they come in the order of time.
   *
   * @param fraudReportAt when the bank will learn that it was fraud, epoch milliseconds; null when it was none
   */
  record({ at, terminal: { index: terminal } }: Purchase, fraudReportAt: number | null): void {
    const step = stepOf(at);
    this.receiveReportsBefore(step);
    this.payments.moveTo(terminal, step);
    this.payments.add(terminal, step, 1);
    this.olderPayments.moveTo(terminal, step);
    this.olderPayments.add(terminal, step, 1);
    this.olderFrauds.moveTo(terminal, step);
    if (fraudReportAt !== null) this.expectReport(stepOf(fraudReportAt), { terminal, step });
  }

  /** Payments in the window, the one recorded last included. */
  count(terminal: number, window: number): number {
    return this.payments.sum(terminal, window);
  }

  /** Share of reported fraud in the window that ended 7 days ago, in [0, 1]; null when it holds no payment. */
  risk(terminal: number, window: number): number | null {
    const payments = this.olderPayments.sum(terminal, window);
    return payments === 0 ? null : this.olderFrauds.sum(terminal, window) / payments;
  }

  private expectReport(arrival: number, report: FraudReport): void {
    const known = this.reportsByArrival.get(arrival);
    if (known) known.push(report);
    else this.reportsByArrival.set(arrival, [report]);
  }

  private receiveReportsBefore(step: number): void {
    if (step === this.step) return;
    for (const [arrival, reports] of this.reportsByArrival) {
      if (arrival >= step) continue;
      for (const report of reports) this.olderFrauds.add(report.terminal, report.step, 1);
      this.reportsByArrival.delete(arrival);
    }
    this.step = step;
  }
}

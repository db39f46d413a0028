import { JOB } from '../../selectors.js';

/** Labels that say of decisions what they were, in a range: tp, fp, tn, fn, or several of them. */
export const labels = (outcomes: string, range: string): string =>
  `sum(increase(ml_labels_total{${JOB}, outcome=~"${outcomes}"}[${range}]))`;

/** Confirmed positives, less what corrections took back. */
export const protectedMoney = (range: string): string => `
  sum(increase(ml_revenue_protected_usd_total{${JOB}}[${range}]))
    - sum(increase(ml_revenue_protected_reversed_usd_total{${JOB}}[${range}]))`;

const each = (kind: string): string => `max(ml_decision_cost{${JOB}, kind="${kind}"})`;

/** What decisions cost by the costs of the config, as labels prove them. */
export const costOf = {
  missed: (range: string): string => `${labels('fn', range)} * ${each('missed_positive')}`,
  falseAlarms: (range: string): string => `${labels('fp', range)} * ${each('false_alarm')}`,
  reviews: (range: string): string => `${labels('tp|fp', range)} * ${each('review')}`,
};

export const cost = (range: string): string =>
  `(${costOf.missed(range)} + ${costOf.falseAlarms(range)} + ${costOf.reviews(range)})`;

/** All labels of a range; absent where they are too few for a share of them to mean much. */
export const enoughLabels = (range: string): string => `(${labels('tp|fp|tn|fn', range)} > 20)`;

export const costPerDecision = (range: string): string => `${cost(range)} / ${enoughLabels(range)}`;

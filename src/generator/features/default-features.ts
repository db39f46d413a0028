import { CHANNELS } from '../payment.js';
import { DEVICE_TYPES } from '../population/customer.js';
import { MERCHANT_CATEGORIES, REGIONS } from '../population/terminal.js';

interface Described {
  readonly name: string;
  readonly description: string;
  /** False: null is an ordinary value. */
  readonly required: boolean;
}

/** One feature of the generated transactions, in the terms of the model definition. */
export type GeneratedFeature = Described &
  (
    | { readonly kind: 'numeric'; readonly range: readonly [low: number, high: number] }
    | { readonly kind: 'categorical'; readonly categories: readonly string[] }
    | { readonly kind: 'boolean' }
  );

const DOLLARS = [0, 20_000] as const;
const COUNT = [1, 1_000_000] as const;

/** The features of the default model, in the order in which each transaction lists them. */
export const DEFAULT_FEATURES = [
  numeric('amount', DOLLARS, 'Amount of the payment in dollars'),
  numeric('hour', [0, 23], 'Hour of the day, UTC'),
  boolean('is_night', 'Between 23:00 and 06:00 UTC'),
  boolean('is_weekend', 'Saturday or Sunday, UTC'),
  numeric('customer_count_1d', COUNT, 'Payments of the customer in 1 day, this one included'),
  numeric('customer_count_7d', COUNT, 'Payments of the customer in 7 days, this one included'),
  numeric('customer_count_30d', COUNT, 'Payments of the customer in 30 days, this one included'),
  numeric('customer_mean_amount_1d', DOLLARS, 'Mean amount of the customer in 1 day in dollars, this payment included'),
  numeric(
    'customer_mean_amount_7d',
    DOLLARS,
    'Mean amount of the customer in 7 days in dollars, this payment included',
  ),
  numeric(
    'customer_mean_amount_30d',
    DOLLARS,
    'Mean amount of the customer in 30 days in dollars, this payment included',
  ),
  numeric('amount_to_mean_30d', [0, 1_000_000], 'Amount divided by the customer’s mean amount in 30 days'),
  optionalNumeric('seconds_since_last', [0, 1e9], 'Seconds since the customer’s last payment; missing for the first'),
  numeric('terminal_count_1d', COUNT, 'Payments at the terminal in 1 day, this one included'),
  numeric('terminal_count_7d', COUNT, 'Payments at the terminal in 7 days, this one included'),
  numeric('terminal_count_30d', COUNT, 'Payments at the terminal in 30 days, this one included'),
  terminalRisk('terminal_risk_1d', '1 day'),
  terminalRisk('terminal_risk_7d', '7 days'),
  terminalRisk('terminal_risk_30d', '30 days'),
  optionalNumeric('distance_km', [0, 20_000], 'Kilometres from home to the terminal; missing for remote payments'),
  optionalNumeric(
    'distance_from_last_km',
    [0, 20_000],
    'Kilometres from the last terminal in the street; missing for remote payments',
  ),
  categorical('merchant_category', MERCHANT_CATEGORIES, 'What the merchant sells'),
  categorical('merchant_region', REGIONS, 'Where the merchant is, as seen from the bank'),
  categorical('channel', CHANNELS, 'How the card was used'),
  boolean('card_present', 'The card, or a phone that holds it, was at the terminal'),
  boolean('strong_authentication', 'The payer proved who they are with two factors'),
  optionalCategorical('device_type', DEVICE_TYPES, 'Device that paid; missing for chip, contactless and phone orders'),
  optionalNumeric(
    'device_age_days',
    [0, 5_000],
    'Days since the bank first saw this device; missing as device_type is',
  ),
  numeric('card_age_days', [0, 5_000], 'Days since the card was issued'),
] as const satisfies readonly GeneratedFeature[];

/** The name of a generated feature. */
export type FeatureName = (typeof DEFAULT_FEATURES)[number]['name'];

function numeric<const Name extends string>(name: Name, range: readonly [number, number], description: string) {
  return { name, kind: 'numeric', required: true, range, description } as const;
}

function optionalNumeric<const Name extends string>(name: Name, range: readonly [number, number], description: string) {
  return { ...numeric(name, range, description), required: false } as const;
}

function terminalRisk<const Name extends string>(name: Name, span: string) {
  const description = `Share of reported fraud at the terminal in the ${span} that ended 7 days ago; missing without payments`;
  return optionalNumeric(name, [0, 1], description);
}

function categorical<const Name extends string>(name: Name, categories: readonly string[], description: string) {
  return { name, kind: 'categorical', required: true, categories, description } as const;
}

function boolean<const Name extends string>(name: Name, description: string) {
  return { name, kind: 'boolean', required: true, description } as const;
}

function optionalCategorical<const Name extends string>(
  name: Name,
  categories: readonly string[],
  description: string,
) {
  return { ...categorical(name, categories, description), required: false } as const;
}

import { ageDays } from './population/customer.js';
import type { Customer, DeviceType } from './population/customer.js';
import type { Terminal } from './population/terminal.js';
import type { FraudPatternName } from './fraud/names.js';

export const CHANNELS = ['chip', 'contactless', 'wallet', 'online', 'phone_order'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a payer does: one use of a card. */
export interface Purchase {
  /** Epoch milliseconds, an integer. */
  readonly at: number;
  readonly customer: Customer;
  readonly terminal: Terminal;
  /** Euro cents, an integer above 0. */
  readonly amountCents: number;
  readonly channel: Channel;
  /** The payer proved who they are with two factors: PIN, wallet unlock, bank app. */
  readonly strongAuthentication: boolean;
  /** The device that paid; null where the card itself did, or a voice on the phone. */
  readonly device: { readonly type: DeviceType; readonly ageDays: number } | null;
}

/** A purchase and the truth about it, kept apart: what looks at the purchase cannot see the truth. */
export interface Payment {
  readonly purchase: Purchase;
  /** null: the card holder paid. */
  readonly fraudPattern: FraudPatternName | null;
}

const SMALLEST_AMOUNT_CENTS = 50;
const LARGEST_AMOUNT_CENTS = 2_000_000;

/** Whole cents between 0.50 and 20,000 euro. */
export function toCents(euro: number): number {
  return Math.min(LARGEST_AMOUNT_CENTS, Math.max(SMALLEST_AMOUNT_CENTS, Math.round(100 * euro)));
}

/** The customer's own device; a phone when the payment is made with a wallet. */
export function ownDevice(customer: Customer, at: number, type: DeviceType = customer.device): Purchase['device'] {
  return { type, ageDays: ageDays(customer.deviceReplacement, at) };
}

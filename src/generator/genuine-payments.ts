import { hourOfDay, isWeekend, SHOPPING_HOURS } from './calendar.js';
import type { Conditions } from './drift.js';
import type { PaymentSource } from './payment-source.js';
import { ownDevice, toCents } from './payment.js';
import type { Channel, Payment, Purchase } from './payment.js';
import type { Customer } from './population/customer.js';
import type { Population } from './population/population.js';
import type { Terminal } from './population/terminal.js';
import type { Random } from './random.js';
import { WeightedChoice } from './weighted-choice.js';

/** The two factors have a mean of 1 over a week. */
const WEEKEND_FACTOR = 1.2;
const WEEKDAY_FACTOR = 0.92;
/** Above it a card reader asks for the PIN. */
const CONTACTLESS_LIMIT_EURO = 50;
const AWAY_FROM_HOME = 0.03;
const PHONE_ORDER = 0.06;
const FAVOURITE_MERCHANT = 0.7;
/** Share of the online payments on a device that is not the customer's usual one. */
const BORROWED_DEVICE = 0.03;
const NEW_DEVICE_DAYS = 14;

/**
 * What card holders do: each pays at a rate of their own, mostly at terminals near home or at favourite online merchants, with amounts
 * that are log-normal around a median of their own. Some travel, buy at night or get a new phone: fraud hides among them.
 */
export class GenuinePayments implements PaymentSource {
  private readonly whoPays: WeightedChoice<Customer>;

  /** @param perDay payments on an ordinary day */
  constructor(
    private readonly population: Population,
    private readonly perDay: number,
    private readonly random: Random,
  ) {
    this.whoPays = new WeightedChoice(population.customers, (customer) => customer.activity);
  }

  expectedInHour(hourStart: number, conditions: Conditions): number {
    const dayFactor = isWeekend(hourStart) ? WEEKEND_FACTOR : WEEKDAY_FACTOR;
    return (this.perDay / 24) * SHOPPING_HOURS[hourOfDay(hourStart)] * dayFactor * conditions.volume;
  }

  paymentsFrom(at: number, conditions: Conditions): readonly Payment[] {
    const customer = this.whoPays.draw(this.random);
    const purchase = ordinaryPurchase(customer, at, conditions, this.population, this.random);
    return [{ purchase, fraudPattern: null }];
  }
}

/** A purchase as the customer would make it. */
export function ordinaryPurchase(
  customer: Customer,
  at: number,
  conditions: Conditions,
  population: Population,
  random: Random,
): Purchase {
  const online = random.chance(customer.onlineShare) || random.chance(conditions.movedOnline);
  const terminal = online ? onlineMerchant(customer, population, random) : streetTerminal(customer, population, random);
  const typical = customer.medianAmount * terminal.amountFactor * conditions.priceLevel;
  const amountCents = toCents(random.logNormal(typical, customer.amountSpread));
  const channel = online ? remoteChannel(random) : streetChannel(customer, amountCents / 100, random);
  return {
    at,
    customer,
    terminal,
    amountCents,
    channel,
    strongAuthentication: random.chance(strongAuthenticationRate(channel, amountCents / 100)),
    device: deviceFor(channel, customer, at, conditions, random),
  };
}

function onlineMerchant(customer: Customer, population: Population, random: Random): Terminal {
  return random.pick(random.chance(FAVOURITE_MERCHANT) ? customer.onlineFavourites : population.online);
}

function streetTerminal(customer: Customer, population: Population, random: Random): Terminal {
  return random.pick(random.chance(AWAY_FROM_HOME) ? population.street : customer.nearby);
}

function remoteChannel(random: Random): Channel {
  return random.chance(PHONE_ORDER) ? 'phone_order' : 'online';
}

function streetChannel(customer: Customer, euro: number, random: Random): Channel {
  if (random.chance(customer.walletShare)) return 'wallet';
  return random.chance(euro > CONTACTLESS_LIMIT_EURO ? 0.15 : 0.75) ? 'contactless' : 'chip';
}

function strongAuthenticationRate(channel: Channel, euro: number): number {
  switch (channel) {
    case 'chip':
      return 0.97;
    case 'wallet':
      return 0.98;
    case 'contactless':
      return 0.1;
    case 'phone_order':
      return 0;
    case 'online':
      return euro > 30 ? 0.88 : 0.55;
  }
}

function deviceFor(
  channel: Channel,
  customer: Customer,
  at: number,
  conditions: Conditions,
  random: Random,
): Purchase['device'] {
  if (channel !== 'wallet' && channel !== 'online') return null;
  const type = channel === 'wallet' ? 'phone' : customer.device;
  if (random.chance(conditions.newDevices)) return { type, ageDays: random.between(0, NEW_DEVICE_DAYS) };
  if (channel === 'online' && random.chance(BORROWED_DEVICE))
    return { type: 'computer', ageDays: random.between(0, 60) };
  return ownDevice(customer, at, type);
}

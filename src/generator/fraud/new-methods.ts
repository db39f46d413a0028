import { dayProfile, SHOPPING_HOURS } from '../calendar.js';
import { ownDevice, toCents } from '../payment.js';
import type { Population } from '../population/population.js';
import type { MerchantCategory, Terminal } from '../population/terminal.js';
import type { Random } from '../random.js';
import { burstTimes, meanLength } from './burst.js';
import type { Burst } from './burst.js';
import type { FraudPattern } from './fraud-pattern.js';

const OFFICE_HOURS = dayProfile([0, 0, 0, 0, 0, 0, 0, 0, 2, 8, 10, 10, 8, 8, 10, 10, 8, 4, 2, 1, 0, 0, 0, 0]);
const SPREE: Burst = { fewest: 3, most: 7, meanPauseMs: 20 * 60_000 };

/** A phished one-time code puts the card into the thief's phone, days old, which then goes shopping near the victim's home. */
export function walletTakeover({ customers }: Population, random: Random): FraudPattern {
  return {
    hours: SHOPPING_HOURS,
    purchasesPerStrike: meanLength(SPREE),
    strike: (start, { priceLevel }) => {
      const customer = random.pick(customers);
      const shops = selling('electronics', customer.nearby);
      const device = { type: 'phone', ageDays: 3 * random.exponential() } as const;
      return burstTimes(start, SPREE, random).map((at) => {
        const terminal = random.pick(shops);
        const typical = customer.medianAmount * terminal.amountFactor * priceLevel;
        const amountCents = toCents(random.logNormal(typical, 0.4));
        return { at, customer, terminal, amountCents, channel: 'wallet', strongAuthentication: true, device };
      });
    },
  };
}

/** The victim's bank app, opened by remote access, buys gift cards, twice the usual amount each time. */
export function giftCards(population: Population, random: Random): FraudPattern {
  return throughOwnDevice('digital_goods', 4, { fewest: 1, most: 5, meanPauseMs: 5 * 60_000 }, population, random);
}

/** The victim, on the phone with the thief, sends some times the usual amount. */
export function pushedTransfer(population: Population, random: Random): FraudPattern {
  return throughOwnDevice('money_transfer', 2.2, { fewest: 1, most: 1, meanPauseMs: 0 }, population, random);
}

/** @param amountFactor amounts against what the customer would pay in that category */
function throughOwnDevice(
  category: MerchantCategory,
  amountFactor: number,
  burst: Burst,
  { customers, online }: Population,
  random: Random,
): FraudPattern {
  const merchants = selling(category, online);
  return {
    hours: OFFICE_HOURS,
    purchasesPerStrike: meanLength(burst),
    strike: (start, { priceLevel }) => {
      const customer = random.pick(customers);
      return burstTimes(start, burst, random).map((at) => {
        const terminal = random.pick(merchants);
        const typical = customer.medianAmount * terminal.amountFactor * amountFactor * priceLevel;
        const amountCents = toCents(random.logNormal(typical, 0.4));
        const device = ownDevice(customer, at);
        return { at, customer, terminal, amountCents, channel: 'online', strongAuthentication: true, device };
      });
    },
  };
}

/** The terminals of a category; where there is none, any of them will do. */
function selling(category: MerchantCategory, terminals: readonly Terminal[]): readonly Terminal[] {
  const found = terminals.filter((terminal) => terminal.category === category);
  return found.length > 0 ? found : terminals;
}

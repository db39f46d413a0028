import { ANY_HOUR, NIGHT_HOURS } from '../calendar.js';
import { toCents } from '../payment.js';
import type { Purchase } from '../payment.js';
import { DEVICE_TYPES } from '../population/customer.js';
import type { Population } from '../population/population.js';
import type { Random } from '../random.js';
import { burstTimes, meanLength } from './burst.js';
import type { Burst } from './burst.js';
import { Compromised } from './compromised.js';
import type { FraudPattern } from './fraud-pattern.js';

const COMPROMISED_CARDS = 0.01;
const COMPROMISED_CARD_DAYS = 14;

/** Leaked card details: 2 to 6 times the usual amount, online, on a device that the bank has hardly seen. */
export function compromisedCard({ customers, online }: Population, random: Random): FraudPattern {
  const compromised = new Compromised(customers, COMPROMISED_CARDS, COMPROMISED_CARD_DAYS, random);
  return {
    hours: ANY_HOUR,
    purchasesPerStrike: 1,
    strike: (at, { priceLevel }) => {
      const customer = compromised.victimAt(at);
      const terminal = random.pick(online);
      return [
        {
          at,
          customer,
          terminal,
          amountCents: toCents(customer.medianAmount * terminal.amountFactor * random.between(2, 6) * priceLevel),
          channel: 'online',
          strongAuthentication: random.chance(0.2),
          device: strangersDevice(random),
        },
      ];
    },
  };
}

const TESTS: Burst = { fewest: 4, most: 12, meanPauseMs: 40_000 };

/** A stolen number is tried with tiny payments, some tens of seconds apart, at one online merchant. */
export function cardTesting({ customers, online }: Population, random: Random): FraudPattern {
  return {
    hours: ANY_HOUR,
    purchasesPerStrike: meanLength(TESTS),
    strike: (start) => {
      const customer = random.pick(customers);
      const terminal = random.pick(online);
      const device = strangersDevice(random);
      return burstTimes(start, TESTS, random).map((at) => ({
        at,
        customer,
        terminal,
        amountCents: toCents(random.between(0.5, 6)),
        channel: 'online',
        strongAuthentication: false,
        device,
      }));
    },
  };
}

/** Orders at night, mostly from merchants abroad, 1.5 to 4 times the usual amount, partly by phone. */
export function nightOrder({ customers, online }: Population, random: Random): FraudPattern {
  const foreign = online.filter((terminal) => terminal.region !== 'domestic');
  return {
    hours: NIGHT_HOURS,
    purchasesPerStrike: 1,
    strike: (at, { priceLevel }) => {
      const customer = random.pick(customers);
      const terminal = random.pick(foreign.length > 0 && random.chance(0.7) ? foreign : online);
      const byPhone = random.chance(0.25);
      return [
        {
          at,
          customer,
          terminal,
          amountCents: toCents(customer.medianAmount * terminal.amountFactor * random.between(1.5, 4) * priceLevel),
          channel: byPhone ? 'phone_order' : 'online',
          strongAuthentication: !byPhone && random.chance(0.25),
          device: byPhone ? null : strangersDevice(random),
        },
      ];
    },
  };
}

function strangersDevice(random: Random): Purchase['device'] {
  return { type: random.pick(DEVICE_TYPES), ageDays: 4 * random.exponential() };
}

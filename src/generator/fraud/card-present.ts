import { SHOPPING_HOURS } from '../calendar.js';
import { toCents } from '../payment.js';
import type { Channel } from '../payment.js';
import type { Customer } from '../population/customer.js';
import type { Population } from '../population/population.js';
import type { Terminal } from '../population/terminal.js';
import type { Random } from '../random.js';
import { Compromised } from './compromised.js';
import type { FraudPattern } from './fraud-pattern.js';

/** A thief with the card in the hand: 4 to 10 times the usual amount, near home or far away, seldom with the PIN. */
export function stolenCard({ customers, street }: Population, random: Random): FraudPattern {
  return {
    hours: SHOPPING_HOURS,
    purchasesPerStrike: 1,
    strike: (at, { priceLevel }) => {
      const customer = random.pick(customers);
      const amountCents = toCents(customer.medianAmount * random.between(4, 10) * priceLevel);
      const channel: Channel = random.chance(0.7) ? 'chip' : 'contactless';
      const strongAuthentication = random.chance(0.15);
      const terminal = random.pick(random.chance(0.5) ? customer.nearby : street);
      return [{ at, customer, terminal, amountCents, channel, strongAuthentication, device: null }];
    },
  };
}

const COMPROMISED_TERMINALS = 0.012;
const COMPROMISED_TERMINAL_DAYS = 28;

/** A skimmer in a terminal: cards of its own customers are cloned and used there; amounts are a little above the ordinary. */
export function compromisedTerminal({ customers, street }: Population, random: Random): FraudPattern {
  const visitors = visitorsOf(customers);
  const visited = street.filter((terminal) => visitors.has(terminal));
  const compromised = new Compromised(visited, COMPROMISED_TERMINALS, COMPROMISED_TERMINAL_DAYS, random);
  return {
    hours: SHOPPING_HOURS,
    purchasesPerStrike: 1,
    strike: (at, { priceLevel }) => {
      const terminal = compromised.victimAt(at);
      const customer = random.pick(visitors.get(terminal) ?? customers);
      const typical = customer.medianAmount * terminal.amountFactor * 1.5 * priceLevel;
      const amountCents = toCents(random.logNormal(typical, customer.amountSpread));
      const channel: Channel = random.chance(0.6) ? 'contactless' : 'chip';
      const strongAuthentication = random.chance(0.3);
      return [{ at, customer, terminal, amountCents, channel, strongAuthentication, device: null }];
    },
  };
}

function visitorsOf(customers: readonly Customer[]): Map<Terminal, Customer[]> {
  const visitors = new Map<Terminal, Customer[]>();
  for (const customer of customers) {
    for (const terminal of customer.nearby) {
      const known = visitors.get(terminal);
      if (known) known.push(customer);
      else visitors.set(terminal, [customer]);
    }
  }
  return visitors;
}

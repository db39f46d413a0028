import { hourOfDay } from '../calendar.js';
import type { Conditions } from '../drift.js';
import { ordinaryPurchase } from '../genuine-payments.js';
import type { PaymentSource } from '../payment-source.js';
import type { Payment, Purchase } from '../payment.js';
import type { Population } from '../population/population.js';
import { Random } from '../random.js';
import { cardTesting, compromisedCard, nightOrder } from './card-not-present.js';
import { compromisedTerminal, stolenCard } from './card-present.js';
import type { FraudPattern } from './fraud-pattern.js';
import type { FraudPatternName } from './names.js';
import { giftCards, pushedTransfer, walletTakeover } from './new-methods.js';

interface FraudKind {
  readonly name: FraudPatternName;
  /** Only a concept drift brings the new methods. */
  readonly era: 'known' | 'new';
  /** Share of the fraudulent payments of its era. */
  readonly share: number;
  readonly patternFor: (population: Population, random: Random) => FraudPattern;
}

const FRAUD_KINDS: readonly FraudKind[] = [
  { name: 'stolen-card', era: 'known', share: 0.2, patternFor: stolenCard },
  { name: 'compromised-terminal', era: 'known', share: 0.2, patternFor: compromisedTerminal },
  { name: 'compromised-card', era: 'known', share: 0.25, patternFor: compromisedCard },
  { name: 'card-testing', era: 'known', share: 0.15, patternFor: cardTesting },
  { name: 'night-order', era: 'known', share: 0.2, patternFor: nightOrder },
  { name: 'wallet-takeover', era: 'new', share: 0.25, patternFor: walletTakeover },
  { name: 'gift-cards', era: 'new', share: 0.25, patternFor: giftCards },
  { name: 'pushed-transfer', era: 'new', share: 0.5, patternFor: pushedTransfer },
];

/** Share of the frauds that look like any payment of the victim: no model can find them, as in life. */
const UNREMARKABLE = 0.06;

/** All ways of stealing, each a source of its own with a random stream of its own. */
export function fraudSources(population: Population, genuinePerDay: number, seed: number): PaymentSource[] {
  return FRAUD_KINDS.map((kind) => new FraudPayments(kind, population, genuinePerDay, new Random(seed, kind.name)));
}

class FraudPayments implements PaymentSource {
  private readonly pattern: FraudPattern;

  constructor(
    private readonly kind: FraudKind,
    private readonly population: Population,
    private readonly genuinePerDay: number,
    private readonly random: Random,
  ) {
    this.pattern = kind.patternFor(population, random);
  }

  /** Frauds come on top of the genuine payments, in the ratio that gives the wanted share of the sum. */
  expectedInHour(hourStart: number, conditions: Conditions): number {
    const fraudsPerGenuine = conditions.fraudRate / (1 - conditions.fraudRate);
    const eraShare = this.kind.era === 'new' ? conditions.newMethods : 1 - conditions.newMethods;
    const perDay = this.genuinePerDay * conditions.volume * fraudsPerGenuine * eraShare * this.kind.share;
    return ((perDay / 24) * this.pattern.hours[hourOfDay(hourStart)]) / this.pattern.purchasesPerStrike;
  }

  paymentsFrom(at: number, conditions: Conditions): readonly Payment[] {
    return this.pattern.strike(at, conditions).map((purchase) => ({
      purchase: this.random.chance(UNREMARKABLE) ? this.disguised(purchase, conditions) : purchase,
      fraudPattern: this.kind.name,
    }));
  }

  private disguised({ customer, at }: Purchase, conditions: Conditions): Purchase {
    return ordinaryPurchase(customer, at, conditions, this.population, this.random);
  }
}

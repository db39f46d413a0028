import type { Random } from '../random.js';
import { WeightedChoice } from '../weighted-choice.js';
import type { Place } from './place.js';
import { somewhereAbroad, somewhereAtHome } from './place.js';

/** What merchants sell: how common they are in the street and online, and their amounts against the customer's usual one. */
const CATEGORIES = [
  { name: 'grocery', street: 24, online: 6, amountFactor: 0.8 },
  { name: 'fuel', street: 9, online: 0, amountFactor: 1.1 },
  { name: 'restaurant', street: 20, online: 8, amountFactor: 0.7 },
  { name: 'retail', street: 22, online: 24, amountFactor: 1.1 },
  { name: 'electronics', street: 5, online: 12, amountFactor: 2.4 },
  { name: 'travel', street: 4, online: 12, amountFactor: 2.8 },
  { name: 'entertainment', street: 8, online: 12, amountFactor: 0.7 },
  { name: 'health', street: 8, online: 4, amountFactor: 0.9 },
  { name: 'digital_goods', street: 0, online: 14, amountFactor: 0.5 },
  { name: 'money_transfer', street: 0, online: 8, amountFactor: 1.6 },
] as const;

export type MerchantCategory = (typeof CATEGORIES)[number]['name'];
export const MERCHANT_CATEGORIES: readonly MerchantCategory[] = CATEGORIES.map((category) => category.name);

export const REGIONS = ['domestic', 'neighbouring', 'overseas'] as const;
type Region = (typeof REGIONS)[number];

/** Where a card is accepted: a till in the street, or the payment page of an online merchant, which has no place. */
export interface Terminal {
  readonly index: number;
  readonly place: Place | null;
  readonly category: MerchantCategory;
  readonly region: Region;
  /** Its amounts are this many times the customer's usual one. */
  readonly amountFactor: number;
}

const ONLINE_SHARE = 0.25;
/** Of the terminals in the street. */
const ABROAD_SHARE = 0.05;
/** Of the online merchants. */
const DOMESTIC_ONLINE_SHARE = 0.78;

/** @param count terminals to make, at least 2: one is always in the street at home and one online */
export function makeTerminals(count: number, random: Random): Terminal[] {
  const onlineCount = Math.max(1, Math.round(count * ONLINE_SHARE));
  const streetCategories = new WeightedChoice(CATEGORIES, (category) => category.street);
  const onlineCategories = new WeightedChoice(CATEGORIES, (category) => category.online);
  return Array.from({ length: count }, (_, index) => {
    const online = index < onlineCount;
    const { name, amountFactor } = (online ? onlineCategories : streetCategories).draw(random);
    const abroad = index > onlineCount && random.chance(ABROAD_SHARE);
    const place = abroad ? somewhereAbroad(random) : somewhereAtHome(random);
    const region = regionOf(online ? DOMESTIC_ONLINE_SHARE : abroad ? 0 : 1, random);
    return { index, place: online ? null : place, category: name, region, amountFactor };
  });
}

function regionOf(domesticShare: number, random: Random): Region {
  if (random.chance(domesticShare)) return 'domestic';
  return random.chance(0.65) ? 'neighbouring' : 'overseas';
}

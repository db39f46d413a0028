/** Every way of stealing that the generator knows, with what gives it away. */
export const FRAUD_PATTERNS = {
  'stolen-card': 'a stolen card in the street, without the PIN: amounts far above the usual',
  'compromised-terminal': 'a skimmed terminal, for about four weeks: its risk rises once the labels are in',
  'compromised-card': 'card details leaked, for about two weeks: larger online payments on a stranger’s device',
  'card-testing': 'a burst of tiny online payments within minutes, to see which card is alive',
  'night-order': 'orders at night from merchants abroad, from a stranger’s device or by phone',
  'wallet-takeover':
    'a card enrolled in a thief’s new phone with a phished code: a spree in electronics shops near the victim, by day',
  'gift-cards': 'digital goods bought by day through the victim’s own bank app',
  'pushed-transfer': 'the victim talked into sending money, on the own device, in office hours',
} as const;

export type FraudPatternName = keyof typeof FRAUD_PATTERNS;

/**
 * Two families, never mixed. Green, yellow and red judge: only thresholds and states have them, as the article that this
 * product answers has them, and the figure or the word beside them says the same. What merely tells series apart has
 * colours of Okabe and Ito, which people with any colour blindness tell apart, and a name has the same one everywhere.
 */
export const HUES = {
  sky: '#56B4E9',
  blue: '#0072B2',
  teal: '#009E73',
  orange: '#E69F00',
  vermilion: '#D55E00',
  mauve: '#CC79A7',
  grey: '#8C8C8C',
} as const;

export interface LineStyle {
  readonly color: string;
  readonly dashed?: boolean;
  /** An edge of a band, without a line: the series down to which the space is filled, if it is the upper one. */
  readonly band?: { readonly fillTo?: string };
}

/** By the name of a series, or by a pattern of names between slashes. */
export type Styles = Readonly<Record<string, LineStyle>>;

/** One figure that needs no judgement. */
export const NEUTRAL = HUES.blue;

const { sky, blue, teal, orange, vermilion, mauve, grey } = HUES;

/** Versions by their last digit, so that neighbours differ and one keeps its colour on every dashboard. */
export const VERSION_STYLES: Styles = {
  '/^v\\d*[16]$/': { color: blue },
  '/^v\\d*[27]$/': { color: orange },
  '/^v\\d*[38]$/': { color: teal },
  '/^v\\d*[49]$/': { color: mauve },
  '/^v\\d*[05]$/': { color: sky },
};

/** A figure by version, with the interval of the active one and its estimate. */
export const REALISED_AND_ESTIMATED: Styles = {
  ...VERSION_STYLES,
  '95 % high': { color: grey, band: { fillTo: '95 % low' } },
  '95 % low': { color: grey, band: {} },
  estimate: { color: 'text', dashed: true },
};

/** The farther out, the warmer. */
export const QUANTILES: Styles = {
  P50: { color: sky },
  P90: { color: blue },
  P95: { color: blue },
  P99: { color: mauve },
};

export const CLASSES: Styles = { fraud: { color: vermilion }, legitimate: { color: sky } };

export const WINDOWS: Styles = {
  'last hour': { color: sky },
  'last day': { color: blue },
  'the hour a day ago': { color: grey, dashed: true },
};

/** The caller's doing in blues, the service's own in warm colours. */
export const ERROR_TYPES: Styles = {
  invalid_input: { color: sky },
  conflict: { color: blue },
  unavailable: { color: orange },
  internal: { color: vermilion },
};

/** The same by status. */
export const STATUSES: Styles = {
  '/ 400$/': { color: sky },
  '/ 404$/': { color: grey },
  '/ 409$/': { color: blue },
  '/ 4[1-9][0-9]$/': { color: mauve },
  '/ 503$/': { color: orange },
  '/ 50[0-24-9]$/': { color: vermilion },
};

/** What labels said of decisions. */
export const TRUTHS: Styles = {
  tp: { color: teal },
  fn: { color: vermilion },
  fp: { color: orange },
  tn: { color: sky },
  caught: { color: teal },
  missed: { color: vermilion },
  'false alarms': { color: orange },
  reviews: { color: blue },
};

export const RIVALS: Styles = {
  champion: { color: grey, dashed: true },
  challenger: { color: blue, dashed: true },
  'in force': { color: 'text' },
};

/** What the model calls fraud, and what labels prove. */
export const CALLED_AND_TRUE: Styles = { called: { color: sky }, proved: { color: vermilion } };

/** How something ended, whatever it was. */
export const OUTCOMES: Styles = {
  '/(deployed|delivered|written)$/': { color: teal },
  '/threshold-moved$/': { color: sky },
  '/refused$/': { color: orange },
  '/(failed|dropped)$/': { color: vermilion },
  '/cancelled$/': { color: mauve },
  '/skipped$/': { color: grey },
};

export const EPISODES: Styles = { open: { color: orange }, escalated: { color: vermilion } };

export const STEPS: Styles = {
  check: { color: grey },
  prepare: { color: sky },
  train: { color: blue },
  validate: { color: mauve },
  deploy: { color: teal },
  notify: { color: orange },
};

export const STATISTICS: Styles = {
  psi: { color: blue },
  js: { color: sky },
  ks: { color: mauve },
  wasserstein: { color: teal },
};

/** Pairs of windows of an objective, the soonest first. */
export const BURNS: Styles = {
  '1h, 5m': { color: blue },
  '6h, 30m': { color: sky },
  '1d, 2h': { color: mauve },
  '3d, 6h': { color: grey },
};

/** Marks of what changed the model. */
export const MARKS = { deployment: blue, rollback: vermilion, retrain: mauve } as const;

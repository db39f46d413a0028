/** Shares of the disagreements that may favour one side, from hardly more than half up to nearly all. */
const ALTERNATIVES = [0.51, 0.52, 0.55, 0.6, 0.7, 0.8, 0.9, 0.95] as const;

/**
 * McNemar's question (do two classifiers that saw the same rows differ, judging by the rows on which only one was right?),
 * answered so that one may look after every row:
 *
 *     E = mean over q of (2 q)^b (2 (1 - q))^c,   p = min(1, 1 / E)
 *
 * with b disagreements that speak for the claim, c against it, q the alternatives above. When the claim is false a
 * disagreement speaks for it with probability of at most 1/2, E is a supermartingale, and the chance that p ever falls to
 * alpha, over all looks, is at most alpha (Ville). The fixed-sample test, looked at each minute, would sooner or later call
 * equal classifiers different.
 *
 * @param inFavour b, a whole number of rows
 * @param against c, a whole number of rows
 * @returns an anytime-valid p-value of the one-sided claim, in [0, 1]. Cost: constant.
 * @see McNemar 1947, Psychometrika 12:153; Ramdas et al. 2023, Statistical Science 38:576
 */
export function sequentialMcNemar(inFavour: number, against: number): number {
  const logs = ALTERNATIVES.map((q) => inFavour * Math.log(2 * q) + against * Math.log(2 * (1 - q)));
  const greatest = Math.max(...logs);
  const mean = logs.reduce((sum, log) => sum + Math.exp(log - greatest), 0) / logs.length;
  return Math.min(1, Math.exp(-greatest) / mean);
}

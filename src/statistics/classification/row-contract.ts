/** Throws RangeError unless there is one label for each score. */
export function requireOneLabelAScore(scores: ArrayLike<number>, labels: ArrayLike<number>): void {
  if (scores.length !== labels.length) {
    throw new RangeError(`expected one label a score, got ${scores.length} scores and ${labels.length} labels`);
  }
}

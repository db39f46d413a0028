/** How often each text came, the commonest few. */
export type TextCounts = Readonly<Record<string, number>>;

/** Texts come from callers: more of them are counted (as unseen), but not named. */
const KEPT = 20;

/** @returns the commonest texts, equals in the order of the alphabet; undefined when there are none */
export function countTexts(texts: readonly string[]): TextCounts | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return commonest(counts);
}

/** Of both. A text that was not among the commonest of one of them is missed there, so counts are lower bounds. */
export function mergeTexts(a: TextCounts | undefined, b: TextCounts | undefined): TextCounts | undefined {
  const counts = new Map(Object.entries(a ?? {}));
  for (const [text, count] of Object.entries(b ?? {})) counts.set(text, (counts.get(text) ?? 0) + count);
  return commonest(counts);
}

function commonest(counts: ReadonlyMap<string, number>): TextCounts | undefined {
  if (counts.size === 0) return undefined;
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return Object.fromEntries(ranked.slice(0, KEPT));
}

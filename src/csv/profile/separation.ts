import { parseNumber } from '../values/texts.js';
import type { FileProfile } from './file-profile.js';

const FEWEST_OF_A_CLASS = 20;

/** The rows of one value of a column. */
interface Group {
  readonly value: string;
  positives: number;
  negatives: number;
}

/**
 * How well a column tells the classes apart alone: the ROC AUC of a model that sees nothing else, on the profile's
 * samples. 0.5 is not at all, 1 is perfectly. Values are taken in their numeric order, either way round, or where they are
 * few, each by its own share of positives. Missing is a value too: a column filled in only after the fact tells by that.
 *
 * @returns undefined when a class has fewer than 20 sampled rows
 */
export function separation(profile: FileProfile, column: number): number | undefined {
  const { positiveSample, negativeSample } = profile;
  if (Math.min(positiveSample.length, negativeSample.length) < FEWEST_OF_A_CLASS) return undefined;
  const groups = groupByValue(profile, column);
  const byNumber = areaUnderCurve(sortedBy(groups, ({ value }) => parseNumber(value) ?? -Infinity));
  const ordered = Math.max(byNumber, 1 - byNumber);
  // Ordering many small groups by their own share of positives would separate pure noise.
  if (groups.length > positiveSample.length / 10) return ordered;
  const positiveShare = ({ positives, negatives }: Group): number =>
    positives / positiveSample.length / (positives / positiveSample.length + negatives / negativeSample.length);
  return Math.max(ordered, areaUnderCurve(sortedBy(groups, positiveShare)));
}

function groupByValue({ positiveSample, negativeSample }: FileProfile, column: number): Group[] {
  const groups = new Map<string, Group>();
  const groupOf = (cells: readonly string[]): Group => {
    const value = cells[column] ?? '';
    let group = groups.get(value);
    if (!group) groups.set(value, (group = { value, positives: 0, negatives: 0 }));
    return group;
  };
  for (const cells of positiveSample) groupOf(cells).positives += 1;
  for (const cells of negativeSample) groupOf(cells).negatives += 1;
  return [...groups.values()];
}

/** Groups in rising order of a key, those of one key merged: a score can't tell them apart. */
function sortedBy(groups: readonly Group[], key: (group: Group) => number): Group[] {
  const merged = new Map<number, Group>();
  for (const group of groups) {
    const at = key(group);
    const same = merged.get(at);
    if (same) {
      same.positives += group.positives;
      same.negatives += group.negatives;
    } else {
      merged.set(at, { ...group });
    }
  }
  return [...merged].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/** The chance that a positive row stands above a negative one, ties half (Mann and Whitney, 1947). */
function areaUnderCurve(groups: readonly Group[]): number {
  let [negativesBelow, pairsWon, positives] = [0, 0, 0];
  for (const group of groups) {
    pairsWon += group.positives * (negativesBelow + group.negatives / 2);
    negativesBelow += group.negatives;
    positives += group.positives;
  }
  return pairsWon / (positives * negativesBelow);
}

import type { ColumnProfile } from '../profile/column-profile.js';
import type { FileProfile } from '../profile/file-profile.js';
import { separation } from '../profile/separation.js';
import type { ColumnDecision, ColumnRoles } from './column-decision.js';
import { excludedByRole, excludedByValues } from './exclusions.js';
import { numericFeature } from './numeric-feature.js';
import { booleanFeature, categoricalFeature } from './text-feature.js';

const LEAK_AUC = 0.99;

/** Decides what becomes of the column at `index` of a profiled file. */
export function decideColumn(profile: FileProfile, index: number, roles: ColumnRoles): ColumnDecision {
  const column = profile.columns[index];
  if (!column) throw new RangeError(`there is no column ${index}`);
  const { name } = column;
  const exclude = (reason: string): ColumnDecision => ({ kind: 'excluded', column: name, reason });

  const role = excludedByRole(name, roles);
  if (role !== undefined) return exclude(role);
  const auc = separation(profile, index);
  if (auc !== undefined && auc > LEAK_AUC) {
    const reason = `alone it tells the label with a ROC AUC of ${auc.toFixed(3)}: it was probably written after the truth was known`;
    return { kind: 'suspected-leak', column: name, reason };
  }
  const useless = excludedByValues(column, roles.time !== undefined);
  if (useless !== undefined) return exclude(useless);
  return { kind: 'feature', column: name, ...guessFeature(column) };
}

function guessFeature(column: ColumnProfile): ReturnType<typeof categoricalFeature> {
  const boolean = booleanFeature(column);
  if (boolean) return boolean;
  if (column.leadingZeros && column.distinct !== undefined) return categoricalFeature(column);
  return column.isNumeric ? numericFeature(column) : categoricalFeature(column);
}

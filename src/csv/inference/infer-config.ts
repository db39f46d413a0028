import type { FileProfile } from '../profile/file-profile.js';
import { CsvError } from '../csv-error.js';
import type { ColumnDecision, ColumnRoles, FeatureInput } from './column-decision.js';
import { configText } from './config-text.js';
import { decideColumn } from './decide-column.js';
import { amountFeature, classNames, modelName } from './names.js';

/** A config guessed from a file: its text, comments included, and what became of each column. */
export interface InferredConfig {
  readonly text: string;
  readonly decisions: readonly ColumnDecision[];
}

/**
 * Guesses the config of a profiled file.
 *
 * @param negatives the label's values other than the positive one, for the name of the class
 * @throws CsvError when no column can be a feature
 */
export function inferConfig(profile: FileProfile, roles: ColumnRoles, negatives: readonly string[]): InferredConfig {
  const decisions = profile.columns.map((_, index) => decideColumn(profile, index, roles));
  const features: FeatureInput[] = decisions.flatMap((decision) =>
    decision.kind === 'feature' ? [decision.feature] : [],
  );
  if (features.length === 0) {
    const reasons = decisions.map(
      (decision) => `${decision.column} (${decision.kind === 'feature' ? '' : decision.reason})`,
    );
    throw new CsvError({ file: profile.file }, `no column can be a feature: ${reasons.join('; ')}`);
  }
  const text = configText({
    profile,
    roles,
    decisions,
    name: modelName(profile.file),
    classes: classNames(roles.label, roles.positive, negatives),
    amount: amountFeature(features),
  });
  return { text, decisions };
}

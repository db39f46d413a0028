import { basename } from 'node:path';
import { Document, isCollection, Scalar, type YAMLMap } from 'yaml';
import { type ConfigInput, LATENCY_CONDITION } from '../../config/index.js';
import type { FileProfile } from '../profile/file-profile.js';
import { type ColumnDecision, type ColumnRoles, grouped, percent } from './column-decision.js';

const LINE_WIDTH = 110;

/**
 * What calls for a new model where nobody has said what accuracy is good: surely (by its 95 % interval) less than 95 % of what
 * the version showed on the newest rows of its training data. A week of few labels dips under that by chance.
 */
const CONDITIONS = [
  {
    name: 'accuracy',
    expr: 'max by (model_version) (ml_model_metric_upper{metric="accuracy"} and on (model_version) (ml_model_active == 1)) < on (model_version) 0.95 * max by (model_version) (ml_model_trained_accuracy)',
  },
  LATENCY_CONDITION,
];

/** All that the text of a guessed config says. */
export interface ConfigGuess {
  readonly profile: FileProfile;
  readonly roles: ColumnRoles;
  readonly decisions: readonly ColumnDecision[];
  readonly name: string;
  readonly classes: ConfigInput['classes'];
  /** The feature that is an amount of money. */
  readonly amount: string | undefined;
}

/** Writes `homeostat.config.yaml` with comments that say what was guessed and why. */
export function configText(guess: ConfigGuess): string {
  // Other readers of YAML take a bare yes or no for a boolean.
  const document = new Document({}, { compat: 'yaml-1.1' });
  const add = (key: string, value: unknown, comment: string): void => {
    const name = new Scalar(key);
    name.commentBefore = commented(comment);
    name.spaceBefore = true;
    document.set(name, document.createNode(value));
  };
  document.commentBefore = commented(opening(guess));
  document.set('name', guess.name);
  add('classes', guess.classes, classesComment(guess));
  add(
    'decision_threshold',
    0.5,
    'A score from here up is called positive. With few positives, a lower one finds more of them.',
  );
  if (guess.amount !== undefined) {
    const comment = `CHECK the currency. ${guess.amount} is named like an amount of money; money figures are sums of it.`;
    add('amount', { feature: guess.amount, currency: 'USD' }, comment);
  }
  const features = guess.decisions.flatMap((decision) => (decision.kind === 'feature' ? [decision] : []));
  const definitions = features.map(({ feature }) => feature);
  add('features', definitions, exclusionsComment(guess.decisions));
  for (const [index, { notes }] of features.entries()) {
    const node = document.getIn(['features', index]) as YAMLMap;
    node.commentBefore = commented(notes.join('\n'));
    for (const key of ['range', 'categories', 'missing_values']) flow(node.get(key, true));
  }
  add(
    'retraining',
    { conditions: CONDITIONS },
    'What calls for a new model, in PromQL: an accuracy whose whole 95 % interval is under 95 % of what the version showed in training, or a slow answer.',
  );
  for (const key of ['classes', 'amount']) flow(document.get(key, true));
  document.comment = commented(ending(guess));
  return document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: true });
}

function opening({ profile, roles }: ConfigGuess): string {
  const share = percent(profile.positives / profile.rows);
  return [
    `What the classifier is. Written by "homeostat import --init" from ${basename(profile.file)}:`,
    `${grouped(profile.rows)} rows, ${grouped(profile.positives)} of them positive (${roles.label} is ${roles.positive}: ${share}).`,
    'It is a guess: read it, correct it, and keep it. Lines with CHECK or LEAK want a decision.',
  ].join('\n');
}

function classesComment({ roles }: ConfigGuess): string {
  return `What the two outcomes are called in answers and on dashboards; ${roles.label} = ${roles.positive} is the positive one.`;
}

function exclusionsComment(decisions: readonly ColumnDecision[]): string {
  const lines = decisions.flatMap((decision) => {
    if (decision.kind === 'feature') return [];
    const mark = decision.kind === 'suspected-leak' ? 'LEAK? ' : '';
    return [`  ${mark}${decision.column}: ${decision.reason}`];
  });
  return ['The inputs of the model. Columns that were left out, and why:', ...lines].join('\n');
}

function ending({ amount }: ConfigGuess): string {
  return [
    ...(amount === undefined
      ? ['No column is named like an amount of money: add "amount" (feature, currency) for money figures.']
      : []),
    'Not written here, so at their defaults: forest (engine, trees, depth, ...), prediction (what to do with values',
    'out of range and unseen categories), windows, retention, training, and the rest of retraining.',
  ].join('\n');
}

/** Puts a collection on one line, as long as it fits. */
function flow(node: unknown): void {
  if (isCollection(node)) node.flow = true;
}

/** YAML comments start after "#"; a space keeps them readable. */
function commented(text: string): string {
  return text.replace(/^/gm, ' ');
}

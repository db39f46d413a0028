import type { Figures } from '../gate/evidence.js';
import type { Notice } from '../notices/notice.js';
import type { RunReport } from './run-report.js';

type Fact = Notice['facts'][number];

/** The figures that people are told, in this order. */
const TOLD = [
  ['accuracy', 'accuracy'],
  ['averagePrecision', 'average precision'],
  ['precision', 'precision'],
  ['recall', 'recall'],
  ['costPerRow', 'cost a row'],
] as const;

/** What people are told of how a run ended: deployed, refused, or cured by a threshold. */
export function outcomeNotice(report: RunReport): Notice {
  const { run, outcome } = report;
  const { versions, ...told } =
    outcome === 'deployed' ? deployed(report) : outcome === 'refused' ? refused(report) : moved(report);
  return {
    key: `run-${run.id}-${told.kind}`,
    ...told,
    facts: [...told.facts, ...asked(report)],
    links: [
      { title: `run ${run.id}`, path: `/admin/retrains/${run.id}` },
      ...versions.map((version) => ({ title: `model ${version}`, path: `/models/${version}` })),
    ],
  };
}

type Told = Pick<Notice, 'kind' | 'severity' | 'title' | 'text' | 'facts'> & { readonly versions: readonly string[] };

function deployed(report: RunReport): Told {
  const { validate, deploy, prepare } = report;
  const version = deploy?.version ?? validate?.challenger.version ?? 'a new version';
  const { champion, challenger } = validate ?? {};
  const compared = validate ? ` on the same ${count(validate.comparedOn.rows)} newest rows` : '';
  const trained = prepare ? `It was fitted on ${count(prepare.fitted.rows)} rows` : 'It was fitted anew';
  return {
    kind: 'deployed',
    severity: 'info',
    title: champion
      ? `${version} replaces ${champion.version}${headline(champion.figures, challenger?.figures)}`
      : `${version} is the first version to answer`,
    text: champion
      ? `${trained} and passed every check against ${champion.version}${compared}. It is on probation now.`
      : `${trained}; there was no version to compare it with.`,
    facts: [
      ...changes(champion?.figures, challenger?.figures),
      ...threshold(champion?.threshold, challenger?.threshold),
    ],
    versions: [version],
  };
}

function refused({ run, validate, prepare, train }: RunReport): Told {
  const { champion, challenger } = validate ?? {};
  const stays = champion ? `${champion.version} stays` : 'nothing changes';
  const failed = validate?.checks.filter(({ passed }) => !passed) ?? [];
  const why = run.explanation ?? 'no reason was stored';
  return {
    kind: 'refused',
    severity: 'warning',
    title: challenger
      ? `Challenger ${challenger.version} was refused, ${stays}${headline(champion?.figures, challenger.figures)}`
      : `Retraining was refused: ${why}`,
    text:
      failed.length > 0 && champion
        ? `It failed ${failed.length} of ${validate?.checks.length ?? 0} checks against ${champion.version} on the same rows. The active version answers as before.`
        : why,
    facts: [
      ...failed.map(({ name, detail }) => ({ name: name.replaceAll('_', ' '), value: detail })),
      ...changes(champion?.figures, challenger?.figures),
      ...(prepare
        ? [{ name: 'labelled rows', value: `${count(prepare.rows)}, ${count(prepare.positives)} positive` }]
        : []),
    ],
    versions: train ? [train.version] : [],
  };
}

function moved({ run, prepare }: RunReport): Told {
  const move = prepare?.thresholdOnly;
  const version = move?.version ?? 'the active version';
  return {
    kind: 'threshold-moved',
    severity: 'info',
    title: `${version} has a new decision threshold: ${changed(move?.threshold, move?.movedTo, figure)}`,
    text: `${run.explanation ?? 'A new threshold is cure enough'}. No new version was needed.`,
    facts: changes(move?.before, move?.after),
    versions: move ? [move.version] : [],
  };
}

/** What called for the run, with the figures that breached. */
function asked({ run, check }: RunReport): Fact[] {
  const breached = check?.evidence.filter(({ state }) => state === 'breach') ?? [];
  return [
    ...breached.map(({ name, value, expr }) => ({
      name: `${name.replaceAll('_', ' ')} in service`,
      value: `${value === undefined ? 'breached' : figure(value)} (${expr})`,
    })),
    { name: 'cause', value: check?.cause ?? run.trigger },
    { name: 'asked by', value: `${run.actor}: ${run.reason}` },
  ];
}

function headline(before: Figures | undefined, after: Figures | undefined): string {
  if (before?.accuracy === undefined || after?.accuracy === undefined) return '';
  return `: accuracy ${changed(before.accuracy, after.accuracy, figure)}`;
}

/** Champion and challenger on the same rows; a figure that neither has is left out. */
function changes(before: Figures | undefined, after: Figures | undefined): Fact[] {
  return TOLD.filter(([name]) => before?.[name] !== undefined || after?.[name] !== undefined).map(([name, title]) => ({
    name: title,
    value: changed(before?.[name], after?.[name], figure),
  }));
}

function threshold(before: number | undefined, after: number | undefined): Fact[] {
  return before === after ? [] : [{ name: 'decision threshold', value: changed(before, after, figure) }];
}

function changed(before: number | undefined, after: number | undefined, show: (value: number) => string): string {
  const [from, to] = [before, after].map((value) => (value === undefined ? 'none' : show(value)));
  return before === undefined ? (to ?? '') : `${from ?? ''} → ${to ?? ''}`;
}

function figure(value: number): string {
  return Math.abs(value) < 1 ? value.toFixed(3) : value.toPrecision(4);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

import type { Notice } from '../notices/notice.js';
import type { Judgement } from './judge.js';
import type { Probation } from './probation.js';

const LINKS = [
  { title: 'probation', path: '/admin/probation' },
  { title: 'models', path: '/models' },
];

/** Told when a version on probation did worse than allowed. */
export function rolledBackNotice(probation: Probation, { checks }: Judgement, explanation: string): Notice {
  const { deploymentId, version, former } = probation;
  return {
    key: `probation-${deploymentId}-rolled-back`,
    kind: 'rolled-back',
    severity: 'error',
    title: `${version} was rolled back to ${former.version}`,
    text: `${version} did worse on probation than allowed: ${explanation}. ${former.version} answers again. What ${version} was to cure calls for no run by itself until enough newer labels have come.`,
    facts: [
      { name: 'active since', value: probation.beganAt.toISOString() },
      ...checks.map(({ name, state, value, limit }) => ({
        name: name.replaceAll('_', ' '),
        value:
          value === null
            ? 'too few rows'
            : `${value.toPrecision(4)} (limit ${limit})${state === 'worse' ? ': worse' : ''}`,
      })),
    ],
    links: LINKS,
  };
}

/** Told when a person went back to an earlier version, or its threshold. */
export function rolledBackByHandNotice(
  deploymentId: number,
  change: { readonly from: string; readonly to: string; readonly actor: string; readonly reason: string },
): Notice {
  return {
    key: `deployment-${deploymentId}-rolled-back`,
    kind: 'rolled-back',
    severity: 'info',
    title: `${change.from} was rolled back to ${change.to} by ${change.actor}`,
    text: change.reason,
    facts: [
      { name: 'from', value: change.from },
      { name: 'to', value: change.to },
      { name: 'asked by', value: change.actor },
    ],
    links: LINKS,
  };
}

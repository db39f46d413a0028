import type { Notice } from '../notices/notice.js';
import type { Run, StepName } from './run.js';

/** Told when a run passes its check. */
export function startedNotice(run: Run, cause: string): Notice {
  return {
    ...about(run, 'started'),
    severity: 'info',
    title: `Retraining has started: ${cause}`,
    text: `Run ${run.id} trains a new model and measures it against the active one. ${run.reason}`,
    facts: [...asked(run), { name: 'cause', value: cause }],
  };
}

/** Told when a step has failed for the last time. */
export function failedNotice(run: Run, step: StepName, error: string, attempts: number): Notice {
  return {
    ...about(run, 'failed'),
    severity: 'error',
    title: `Retraining has failed in ${step}: ${error.slice(0, 200)}`,
    text: `Run ${run.id} gave up after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}. The model that was active stays active.`,
    facts: [...asked(run), { name: 'step', value: step }, { name: 'error', value: error.slice(0, 1_000) }],
  };
}

/** Told when a run was called off. */
export function cancelledNotice(run: Run, by: string): Notice {
  return {
    ...about(run, 'cancelled'),
    severity: 'warning',
    title: `Retraining was cancelled by ${by}`,
    text: `Run ${run.id} ended before it deployed anything. The model that was active stays active.`,
    facts: asked(run),
  };
}

function about<K extends Notice['kind']>(run: Run, kind: K): Pick<Notice, 'key' | 'links'> & { kind: K } {
  return { key: `run-${run.id}-${kind}`, kind, links: [{ title: `run ${run.id}`, path: `/admin/retrains/${run.id}` }] };
}

function asked({ trigger, actor, reason }: Run): Notice['facts'] {
  return [
    { name: 'trigger', value: trigger },
    { name: 'asked by', value: actor },
    { name: 'reason', value: reason },
  ];
}

import { setTimeout } from 'node:timers/promises';
import { type AdminClient, Unreachable } from './admin-client.js';
import { type RunDocument, stepLines } from './run-text.js';

const POLL_MS = 1_000;
/** A service that restarts is waited for. */
const PATIENCE_MS = 120_000;

/**
 * Waits until a run is finished, and tells each step when its state changes, with the lines that it logged.
 *
 * @param tell takes a line for people
 * @throws ApiError when the service is away for two minutes
 */
export async function followRun(
  client: AdminClient,
  runId: number,
  tell: (line: string) => void,
  wait: (milliseconds: number) => Promise<unknown> = setTimeout,
): Promise<RunDocument> {
  const told = new Map<string, { state: string; lines: number }>();
  for (let awayMs = 0; ;) {
    try {
      const run = (await client.get(`/admin/retrains/${runId}`)) as RunDocument;
      awayMs = 0;
      tellNews(run, told, tell);
      if (run.status === 'finished') return run;
    } catch (error) {
      if (!(error instanceof Unreachable) || awayMs >= PATIENCE_MS) throw error;
      if (awayMs === 0) tell('the service does not answer; waiting, two minutes at most');
      awayMs += POLL_MS;
    }
    await wait(POLL_MS);
  }
}

function tellNews(
  { steps = [] }: RunDocument,
  told: Map<string, { state: string; lines: number }>,
  tell: (line: string) => void,
): void {
  for (const step of steps) {
    const before = told.get(step.name) ?? { state: `pending 0`, lines: 0 };
    const state = `${step.status} ${step.attempts}`;
    const news = state === before.state ? [] : stepLines(step);
    const logged = step.log.slice(before.lines).map(({ line }) => `            ${line}`);
    for (const line of step.status === 'running' ? [...news, ...logged] : [...logged, ...news]) tell(line);
    told.set(step.name, { state, lines: step.log.length });
  }
}

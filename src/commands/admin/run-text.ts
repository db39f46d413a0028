/** What the API says of a run. */
export interface RunDocument {
  readonly run_id: number;
  readonly trigger: string;
  readonly actor: string;
  readonly reason: string;
  readonly status: string;
  readonly outcome: string | null;
  readonly explanation: string | null;
  readonly requested_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly steps?: readonly StepDocument[];
}

export interface StepDocument {
  readonly name: string;
  readonly status: string;
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly output: unknown;
  readonly error: string | null;
  readonly log: readonly { readonly at: string; readonly attempt: number; readonly line: string }[];
}

/** Lines of columns, each as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, place) => Math.max(...rows.map((cells) => cells[place]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, place) => cell.padEnd(widths[place] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** A run in one cell a column. */
export function runCells(run: RunDocument): string[] {
  const { run_id, trigger, requested_at, outcome, status, explanation, reason } = run;
  return [String(run_id), time(requested_at), trigger, outcome ?? status, lasted(run), explanation ?? reason];
}

export const RUN_HEADINGS = ['run', 'asked for', 'trigger', 'outcome', 'took', 'why'];

/** How a run ended, or how it stands, in a line. */
export function verdict({ run_id, status, outcome, explanation }: RunDocument): string {
  const state = status === 'finished' ? (outcome ?? status) : status;
  return `Run ${run_id}: ${state}${explanation === null ? '' : ` (${explanation})`}`;
}

/** A step in a line, with its error and its log below. */
export function stepLines(step: StepDocument): string[] {
  const attempts = step.attempts > 1 ? `, attempt ${step.attempts}` : '';
  const took = step.finished_at === null ? '' : `, ${lasted(step)}`;
  const again = step.status === 'pending' && step.next_attempt_at !== null && step.started_at !== null;
  const next = again ? `, again at ${time(step.next_attempt_at)}` : '';
  return [
    `  ${step.name.padEnd(8)}  ${step.status}${attempts}${took}${next}`,
    ...(step.error === null ? [] : [`            ${step.error}`]),
  ];
}

function time(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

function lasted({ started_at, finished_at }: Pick<RunDocument, 'started_at' | 'finished_at'>): string {
  if (started_at === null || finished_at === null) return '-';
  return `${((Date.parse(finished_at) - Date.parse(started_at)) / 1_000).toFixed(1)} s`;
}

import type { LogLine } from './step-row.js';

const MAX_LINES = 200;
const MAX_LINE_LENGTH = 2_000;

/** What an attempt has logged and nobody has stored yet. A step that logs without end is cut off. */
export class StepLog {
  private lines: LogLine[] = [];
  private count = 0;

  constructor(
    private readonly attempt: number,
    private readonly now: () => number,
  ) {}

  add(line: string): void {
    this.count += 1;
    if (this.count > MAX_LINES) return;
    const text =
      this.count === MAX_LINES ? 'further lines are left out' : line.replaceAll('\0', '').slice(0, MAX_LINE_LENGTH);
    this.lines.push({ at: new Date(this.now()).toISOString(), attempt: this.attempt, line: text });
  }

  /** The lines since the last call. */
  take(): LogLine[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }
}

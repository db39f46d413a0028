const TERMINAL_EVERY_MS = 200;
const LOG_EVERY_MS = 5_000;

/** Where progress is shown: a terminal is rewritten in place, anything else gets a line every few seconds. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Counts long work aloud: "reading: 120,000 rows, 85,000 a second". Short work leaves no trace. */
export class Progress {
  private count = 0;
  private shown = false;
  private readonly startMs: number;
  private lastMs: number;

  /** @param doing what is done with what, such as "reading rows" */
  constructor(
    private readonly doing: string,
    private readonly output: ProgressOutput = process.stderr,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.startMs = now();
    this.lastMs = this.startMs;
  }

  add(count = 1): void {
    this.count += count;
    const now = this.now();
    if (now - this.lastMs < (this.output.isTTY ? TERMINAL_EVERY_MS : LOG_EVERY_MS)) return;
    this.lastMs = now;
    this.shown = true;
    this.output.write(this.output.isTTY ? `\r${this.text()}\u001b[K` : `${this.text()}\n`);
  }

  /** Runs work that tells its progress, and clears the line afterwards, also when it fails. */
  static async during<T>(doing: string, work: (progress: Progress) => Promise<T>): Promise<T> {
    const progress = new Progress(doing);
    try {
      return await work(progress);
    } finally {
      progress.end();
    }
  }

  /** Clears the line on a terminal, so that what is printed next stands alone. */
  end(): void {
    if (this.shown && this.output.isTTY) this.output.write('\r\u001b[K');
  }

  private text(): string {
    const rate = Math.round(this.count / Math.max((this.now() - this.startMs) / 1_000, 0.001));
    return `${this.doing}: ${this.count.toLocaleString('en-US')} (${rate.toLocaleString('en-US')} a second)`;
  }
}

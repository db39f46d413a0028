const MOST_AT_A_TIME = 32;

/** Requests that run side by side, at most 32. The first failure is thrown by the next call. */
export class RequestsInFlight {
  private readonly running = new Set<Promise<void>>();
  private readonly failures: unknown[] = [];

  /** Starts a request, as soon as there is room for it. */
  async start(request: () => Promise<void>): Promise<void> {
    while (this.running.size >= MOST_AT_A_TIME) await Promise.race(this.running);
    this.throwFailure();
    const running = request()
      .catch((error: unknown) => {
        this.failures.push(error);
      })
      .finally(() => this.running.delete(running));
    this.running.add(running);
  }

  /** Resolves when no request is under way. */
  async finish(): Promise<void> {
    await Promise.all(this.running);
    this.throwFailure();
  }

  private throwFailure(): void {
    if (this.failures.length > 0) throw this.failures[0];
  }
}

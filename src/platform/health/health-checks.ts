import { Injectable } from '@nestjs/common';

/** What one dependency says of itself; `facts` are shown at the top of /health. */
export interface HealthCheckResult {
  readonly up: boolean;
  readonly detail?: string;
  readonly facts?: Readonly<Record<string, string | null>>;
}

export interface HealthReport {
  readonly status: 'ok' | 'unavailable';
  readonly dependencies: Readonly<Record<string, { status: 'up' | 'down'; detail?: string }>>;
  readonly [fact: string]: unknown;
}

const CHECK_TIMEOUT_MS = 2_000;

/** The dependencies that the service needs to be ready. Each room adds its own at start. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, () => Promise<HealthCheckResult>>();

  add(name: string, check: () => Promise<HealthCheckResult>): void {
    this.checks.set(name, check);
  }

  /** Runs all checks at once. A check that throws or takes longer than 2 s is down. */
  async report(): Promise<HealthReport> {
    const names = [...this.checks.keys()];
    const results = await Promise.all([...this.checks.values()].map((check) => withTimeout(check)));
    const dependencies: Record<string, { status: 'up' | 'down'; detail?: string }> = {};
    const facts: Record<string, string | null> = {};
    for (const [index, result] of results.entries()) {
      const name = names[index] ?? '';
      dependencies[name] = {
        status: result.up ? 'up' : 'down',
        ...(result.detail !== undefined && { detail: result.detail }),
      };
      Object.assign(facts, result.facts);
    }
    return { status: results.every((result) => result.up) ? 'ok' : 'unavailable', ...facts, dependencies };
  }
}

async function withTimeout(check: () => Promise<HealthCheckResult>): Promise<HealthCheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<HealthCheckResult>((resolve) => {
    timer = setTimeout(() => {
      resolve({ up: false, detail: `no answer within ${CHECK_TIMEOUT_MS} ms` });
    }, CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check(), timeout]);
  } catch {
    return { up: false, detail: 'the check failed; the log says why' };
  } finally {
    clearTimeout(timer);
  }
}

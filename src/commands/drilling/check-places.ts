import { FAULT_BY_NAME, type FaultName } from './fault.js';

const TIMEOUT_MS = 5_000;

interface Places {
  readonly url: string;
  readonly prometheusUrl: string;
}

interface RuleGroups {
  readonly groups: readonly { readonly rules: readonly { readonly name: string }[] }[];
}

/**
 * Whether a drill of a running service can say anything: the service is ready, Prometheus scrapes it, has the rules that are
 * to notice the faults, and an Alertmanager to tell.
 *
 * @throws Error naming the first address where it is not so, and what was expected there
 */
export async function checkPlaces({ url, prometheusUrl }: Places, faults: readonly FaultName[]): Promise<void> {
  const ready = await get('--url', `${url}/health/ready`);
  if (!ready.ok) throw new Error(`--url ${url}: the service is not ready, /health/ready answers ${ready.status}`);
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await get('--prometheus', `${prometheusUrl}/api/v1/${path}`);
    const body = (await answer.json().catch(() => undefined)) as { status?: string; data: T } | undefined;
    if (body?.status !== 'success')
      throw new Error(`--prometheus ${prometheusUrl}: what answers there is no Prometheus`);
    return body.data;
  };
  const at = `Prometheus at ${prometheusUrl}`;
  const targets = await query(ask, 'up{job=~"homeostat.*"} == 1');
  if (targets === 0) throw new Error(`${at} scrapes no service that is up and whose job is named homeostat`);
  const { groups } = await ask<RuleGroups>('rules?type=alert');
  const known = new Set(groups.flatMap(({ rules }) => rules.map(({ name }) => name)));
  const lacking = faults.flatMap((name) => FAULT_BY_NAME[name].detectedBy.alerts).find((alert) => !known.has(alert));
  if (lacking !== undefined) throw new Error(`${at} has no alert ${lacking}: load ops/prometheus/rules/*.yml`);
  const { activeAlertmanagers } = await ask<{ activeAlertmanagers: unknown[] }>('alertmanagers');
  if (activeAlertmanagers.length === 0) throw new Error(`${at} knows no Alertmanager: nobody would be told`);
  const down = await query(ask, 'up{job="alertmanager"} == 0');
  if (down > 0) throw new Error(`${at} can't reach its Alertmanager: nobody would be told`);
}

async function query(ask: <T>(path: string) => Promise<T>, text: string): Promise<number> {
  const { result } = await ask<{ result: unknown[] }>(`query?query=${encodeURIComponent(text)}`);
  return result.length;
}

async function get(option: string, url: string): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const { cause, message } = error as Error;
    const why = (cause ?? {}) as { code?: string; message?: string };
    const reason = why.code ?? why.message ?? message;
    throw new Error(`${option} ${new URL(url).origin}: nothing answers there (${reason})`, { cause: error });
  }
}

/** What is quoted of a refusal, and read of any answer. */
const MAX_ANSWER_BYTES = 300;

/** The receiver answered, and did not take it. */
class Refusal extends Error {
  constructor(
    message: string,
    /** How long it asked to be left alone. */
    readonly retryAfterMs: number | undefined,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/**
 * Posts JSON. A redirect counts as a refusal: followed, a POST may arrive as a GET without its body.
 *
 * @throws Refusal for any answer but 2xx; Error naming the cause when there is none
 */
export async function postJson(
  url: string,
  body: object,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'homeostat', ...headers },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal,
  }).catch((error: unknown) => {
    throw new Error(causeOf(error), { cause: error });
  });
  if (response.ok) {
    await response.body?.cancel();
    return;
  }
  const answer = await beginning(response);
  throw new Refusal(
    `answered ${response.status}${answer && `: ${answer}`}`,
    retryAfterMs(response.headers.get('retry-after'), response.headers.get('date')),
  );
}

/** Node's fetch says only that it failed; why is in its cause. */
export function causeOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { code?: string; message?: string } };
  return [cause?.message, cause?.code, message].find(Boolean) ?? 'failed';
}

/** Milliseconds that a Retry-After asks for: seconds, or a date beside the answer's own. */
export function retryAfterMs(value: string | null, date: string | null): number | undefined {
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.parse(date ?? '');
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

async function beginning(response: Response): Promise<string> {
  const body = response.body as ReadableStream<Uint8Array> | null;
  const reader = body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value?.subarray(0, MAX_ANSWER_BYTES)).trim();
}

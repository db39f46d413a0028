/** One value that the service refused; `field` is its path in the request. */
export interface RefusedField {
  readonly field: string;
  readonly detail: string;
}

/** The service can't be reached, or refused a request. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly fields: readonly RefusedField[] = [],
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** What a problem document (RFC 9457) says, or the body itself where it is none. */
export function refusal(path: string, status: number, body: string, method = 'POST'): ApiError {
  const { detail, fields } = readProblem(body);
  const named = fields.slice(0, 5).map((error) => `${error.field}: ${error.detail}`);
  return new ApiError([`${method} ${path} was refused (${status}): ${detail}`, ...named].join('; '), fields);
}

/** Why a fetch came to nothing: fetch hides the reason in its cause. */
export function networkReason(error: unknown): string {
  const { cause, message } = error as Error;
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? (cause instanceof Error ? cause.message : message);
}

function readProblem(body: string): { detail: string; fields: RefusedField[] } {
  try {
    const { detail, errors } = JSON.parse(body) as { detail?: unknown; errors?: RefusedField[] };
    if (typeof detail === 'string') return { detail, fields: Array.isArray(errors) ? errors : [] };
  } catch {
    // A proxy in between answers in HTML.
  }
  return { detail: body.slice(0, 300), fields: [] };
}

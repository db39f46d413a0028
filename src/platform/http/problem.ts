import { STATUS_CODES } from 'node:http';
import type { FieldError } from '../errors.js';

/** An RFC 9457 problem document; `errors` names each field at fault. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly request_id: string;
  readonly errors?: readonly FieldError[];
  readonly [fact: string]: unknown;
}

/** Every kind of problem that the service answers with. A released type is never reused for another meaning. */
export const PROBLEM_TYPES = {
  'invalid-input': 400,
  'malformed-body': 400,
  unauthorized: 401,
  'not-found': 404,
  conflict: 409,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'request-refused': 400,
  'internal-error': 500,
  unavailable: 503,
} as const;

type ProblemType = keyof typeof PROBLEM_TYPES;

/** What the member `type` of a problem document says. */
export function typeUri(type: ProblemType): string {
  return `urn:homeostat:problem:${type}`;
}

/** The status of a problem type, unless the server had a more exact one. */
export function problem(
  type: ProblemType,
  detail: string,
  requestId: string,
  {
    errors,
    status = PROBLEM_TYPES[type],
    facts = {},
  }: { errors?: readonly FieldError[]; status?: number; facts?: Readonly<Record<string, unknown>> } = {},
): Problem {
  return {
    ...facts,
    type: typeUri(type),
    title: type === 'invalid-input' ? 'Invalid input' : (STATUS_CODES[status] ?? 'Error'),
    status,
    detail,
    request_id: requestId,
    ...(errors && errors.length > 0 && { errors }),
  };
}

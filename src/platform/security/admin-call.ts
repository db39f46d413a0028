import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What is known of whoever makes an admin call. */
export interface AdminCall {
  /** Who says to call (header x-actor), or `admin API`. */
  readonly actor: string;
  /** The key was shown, none is asked for, or the call was refused. */
  readonly authentication: 'key' | 'open' | 'refused';
}

const ACTOR = /^[^\p{Cc}\p{Surrogate}]{1,100}$/u;
const DEFAULT_ACTOR = 'admin API';
const calls = new WeakMap<FastifyRequest['raw'], AdminCall>();

export function noteAdminCall(request: FastifyRequest, authentication: AdminCall['authentication']): void {
  const claimed = request.headers['x-actor'];
  const actor = typeof claimed === 'string' && ACTOR.test(claimed) ? claimed : DEFAULT_ACTOR;
  calls.set(request.raw, { actor, authentication });
}

export function adminCall(request: FastifyRequest): AdminCall | undefined {
  return calls.get(request.raw);
}

/** A handler's parameter: who makes the admin call, for the record. */
export const Actor = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    adminCall(context.switchToHttp().getRequest<FastifyRequest>())?.actor ?? DEFAULT_ACTOR,
);

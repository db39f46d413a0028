import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDatabaseAway } from '../database/database-away.js';
import { Conflict, InvalidInput, NotFound, Unauthorized, Unavailable } from '../errors.js';
import type { RefusedBodies } from './refused-bodies.js';
import { type Problem, problem, typeUri } from './problem.js';

/** A database that restarts or fails over is back in seconds. */
const DATABASE_RETRY_AFTER_SECONDS = 5;

/** Of bodies that the HTTP server refuses. */
const BODY_PROBLEMS = new Set((['malformed-body', 'body-too-large', 'unsupported-media-type'] as const).map(typeUri));

/** Maps every error to a problem document. Only errors that nobody foresaw are logged, with their stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  constructor(private readonly refused: RefusedBodies) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const error = isDatabaseAway(thrown) ? this.databaseAway(thrown as Error, request) : thrown;
    const document = toProblem(error, request.id, request);
    const { url: route } = request.routeOptions;
    if (route !== undefined && BODY_PROBLEMS.has(document.type)) this.refused.routes.next(route);
    if (document.status === 500) {
      this.logger.error(`${request.method} ${request.url} failed (request ${request.id})`, (error as Error).stack);
    }
    if (error instanceof Unavailable) void reply.header('retry-after', String(error.retryAfterSeconds));
    if (error instanceof Unauthorized) void reply.header('www-authenticate', 'Bearer realm="homeostat"');
    void reply.status(document.status).type('application/problem+json').send(JSON.stringify(document));
  }

  private databaseAway({ message }: Error, { id, method, url }: FastifyRequest): Unavailable {
    this.logger.warn(`${method} ${url}: the database can't be reached: ${message} (request ${id})`);
    return new Unavailable("the database can't be reached", DATABASE_RETRY_AFTER_SECONDS);
  }
}

function toProblem(error: unknown, requestId: string, request: FastifyRequest): Problem {
  if (error instanceof InvalidInput)
    return problem('invalid-input', error.message, requestId, { errors: error.errors });
  if (error instanceof Unauthorized) return problem('unauthorized', error.message, requestId);
  if (error instanceof NotFound) return problem('not-found', error.message, requestId);
  if (error instanceof Conflict) {
    return problem('conflict', error.message, requestId, { errors: error.errors, facts: error.facts });
  }
  if (error instanceof Unavailable) return problem('unavailable', error.message, requestId);
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
  if (status === undefined || status >= 500) {
    return problem('internal-error', 'something failed inside; the log has it under request_id', requestId);
  }
  return refusedByServer(status, (error as Error).message, request);
}

/** What the HTTP server itself refuses, before any of our code runs. */
function refusedByServer(status: number, message: string, { id, method, url }: FastifyRequest): Problem {
  switch (status) {
    case 400:
      return problem('malformed-body', message, id, { errors: [{ field: 'body', detail: message }] });
    case 404:
      return problem('not-found', `there is no ${method} ${url.slice(0, 200)}`, id);
    case 413: {
      const detail = 'is larger than this route takes: send smaller batches';
      return problem('body-too-large', `the body ${detail}`, id, { errors: [{ field: 'body', detail }] });
    }
    case 415: {
      const detail = 'must be application/json';
      return problem('unsupported-media-type', `the content type ${detail}`, id, {
        errors: [{ field: 'content-type', detail }],
      });
    }
    default:
      return problem('request-refused', message, id, { status });
  }
}

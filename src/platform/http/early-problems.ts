import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { problem } from './problem.js';

const MEDIA_TYPE = 'application/problem+json';
const HEADERS_TOO_LARGE = 431;

/** A problem document for a URL that the router can't read (`/%ff`, a parameter of 300 characters). */
export function answerUnroutable(
  error: { statusCode?: number; message: string },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = error.statusCode ?? 400;
  const document = problem('request-refused', error.message, request.id, {
    status,
    errors: [{ field: 'url', detail: error.message }],
  });
  void reply.status(status).type(MEDIA_TYPE).send(JSON.stringify(document));
}

/** A problem document for bytes that are no HTTP request, written to the bare socket. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? HEADERS_TOO_LARGE : 400;
  const detail =
    status === HEADERS_TOO_LARGE ? 'the headers are too large' : 'this is no HTTP request that the server can read';
  const body = JSON.stringify(problem('request-refused', detail, uuidv7(), { status }));
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: ${MEDIA_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

import type { IncomingMessage } from 'node:http';
import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { v7 as uuidv7 } from 'uuid';
import { measureHttp } from '../telemetry/http-metrics.js';
import { answerUnreadable, answerUnroutable } from './early-problems.js';
import { RefusedBodies } from './refused-bodies.js';
import { ProblemFilter } from './problem.filter.js';
import { validationPipe } from './validation.js';

const DEFAULT_BODY_LIMIT_BYTES = 1024 * 1024;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** Lets a route take bodies larger than the 1 MiB of the others. */
export const BodyLimit = (bytes: number): MethodDecorator => RouteConfig({ bodyLimit: bytes });

/** Makes the Nest application on Fastify: JSON only, request ids, problem documents, HTTP metrics, API docs. */
export async function createHttpApplication(
  module: Type | DynamicModule,
  { version, logger }: { version: string; logger: LoggerService | false },
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: DEFAULT_BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnreadable,
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : uuidv7();
    },
  });
  const server = adapter.getInstance();
  // Fastify reads plain text as well; this service takes JSON alone.
  server.removeContentTypeParser('text/plain');
  server.addHook('onRoute', (route) => {
    const { bodyLimit } = (route.config ?? {}) as { bodyLimit?: number };
    if (bodyLimit !== undefined) route.bodyLimit = bodyLimit;
  });
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  const options = { logger, bodyParser: false, abortOnError: false };
  const application = await NestFactory.create<NestFastifyApplication>(module, adapter, options);
  measureHttp(server, application.get(Registry, { strict: false }));
  application.useGlobalFilters(new ProblemFilter(application.get(RefusedBodies, { strict: false })));
  application.useGlobalPipes(validationPipe());
  documentApi(application, version);
  return application;
}

function documentApi(application: NestFastifyApplication, version: string): void {
  const description =
    'Scores transactions, takes their labels, and keeps its model in balance. Errors are RFC 9457 problem documents.';
  const builder = new DocumentBuilder()
    .setTitle('Homeostat')
    .setDescription(description)
    .setVersion(version)
    .addBearerAuth();
  SwaggerModule.setup('docs', application, () => SwaggerModule.createDocument(application, builder.build()));
}

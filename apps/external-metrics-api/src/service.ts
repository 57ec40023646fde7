import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server } from 'node:https';
import type { ServiceDefinition } from '@dogwatch/service';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { CertificateSource } from './certificate/serving-certificate.js';
import { toContextOptions, toServerOptions } from './certificate/tls-options.js';
import { externalMetricsApiConfig } from './config.js';
import { answerWith } from './http/answer.js';
import { encode } from './http/encode.js';
import { type Respond, writeAnswer } from './http/respond.js';
import { badTarget } from './http/status.js';
import { tokens } from './tokens.js';

// Fastify refuses targets that it cannot decode before it looks for a route
function refuseTarget(_error: unknown, request: { raw: IncomingMessage }, reply: { raw: ServerResponse }): void {
  writeAnswer(request.raw, reply.raw, encode(answerWith(badTarget), {}, undefined));
}

/** The service external-metrics-api: serves external.metrics.k8s.io over HTTPS. */
export const externalMetricsApi: ServiceDefinition<typeof externalMetricsApiConfig.entries> = {
  name: 'external-metrics-api',
  version: '0.0.0',
  config: externalMetricsApiConfig,
  module: (context) => AppModule.forContext(context),
  adapter: () =>
    new FastifyAdapter({
      https: toServerOptions(),
      forceCloseConnections: 'idle',
      frameworkErrors: refuseTarget,
    }),
  configure: (app, context) => {
    const respond = app.get<Respond>(tokens.respond);
    // Kubernetes API servers authenticate and authorize before they route, so one route takes everything, and takes it
    // before Fastify would read a body
    app
      .getHttpAdapter()
      .getInstance()
      .route({
        method: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
        url: '*',
        onRequest: (request, reply) => {
          reply.hijack();
          respond(request.raw, reply.raw);
        },
        handler: () => undefined,
      });
    const server: unknown = app.getHttpServer();
    if (!(server instanceof Server)) throw new Error('the API is served over TLS only');
    const certificate = app.get<CertificateSource>(tokens.certificate);
    const { allowsTls12 } = context.config;
    server.setSecureContext(toContextOptions(certificate.current(), allowsTls12));
    const stop = certificate.follow((renewed) => server.setSecureContext(toContextOptions(renewed, allowsTls12)));
    context.onShutdown('serving certificate', stop);
  },
  http: ({ config }) => ({ port: config.port, host: config.bindHost }),
};

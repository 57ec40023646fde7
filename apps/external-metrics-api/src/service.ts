import type { Server as HttpServer } from 'node:http';
import { createServer, Server } from 'node:https';
import {
  type CertificateSource,
  endConnectionsWhileDraining,
  type Env,
  parseConfig,
  serviceConfig,
  type ServiceDefinition,
} from '@dogwatch/service';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { toContextOptions, toServerOptions } from './certificate/tls-options.js';
import { externalMetricsApiConfig } from './config.js';
import type { Respond } from './http/respond.js';
import { tokens } from './tokens.js';

/** The service external-metrics-api: serves external.metrics.k8s.io over HTTPS. */
export const externalMetricsApi: ServiceDefinition<typeof externalMetricsApiConfig.entries> = {
  name: 'external-metrics-api',
  version: '0.0.0',
  config: externalMetricsApiConfig,
  module: (context) => AppModule.forContext(context),
  // Kubernetes API servers authenticate and authorize before they route, so nothing of the framework stands before that
  adapter: () =>
    new FastifyAdapter({
      serverFactory: (): HttpServer => createServer(toServerOptions()),
      forceCloseConnections: 'idle',
    }),
  configure: (app, context) => {
    const respond = app.get<Respond>(tokens.respond);
    const server: unknown = app.getHttpServer();
    if (!(server instanceof Server)) throw new Error('the API is served over TLS only');
    endConnectionsWhileDraining(server, context.draining);
    server.on('request', respond);
    const certificate = app.get<CertificateSource>(tokens.certificate);
    const { allowsTls12 } = context.config;
    server.setSecureContext(toContextOptions(certificate.current(), allowsTls12));
    const stop = certificate.follow((renewed) => server.setSecureContext(toContextOptions(renewed, allowsTls12)));
    context.onShutdown('serving certificate', stop);
  },
  http: ({ config, env }) => ({ port: config.port, host: toBindHost(env) }),
};

/** The same address as that of the probes; Fastify alone would listen on localhost. */
function toBindHost(env: Env): string {
  const base = parseConfig(serviceConfig, env);
  return (base.ok ? base.config.bindHost : undefined) ?? '0.0.0.0';
}

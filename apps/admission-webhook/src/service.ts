import type { Server as HttpServer } from 'node:http';
import { createServer, Server } from 'node:https';
import {
  endConnectionsWhileDraining,
  type Env,
  parseConfig,
  serviceConfig,
  type ServiceDefinition,
  ServiceStartError,
} from '@dogwatch/service';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { readAdmissionOptions } from './admission-options.js';
import { AppModule } from './app.module.js';
import { admissionWebhookConfig } from './config.js';
import { drainConnections } from './http/drain-connections.js';
import { toContextOptions, toServerOptions } from './tls-options.js';
import { tokens } from './tokens.js';
import type { WebhookRuntime } from './webhook-runtime.js';

const name = 'admission-webhook';
/** API servers that have something to ask do so more often than this; what is silent for longer can be closed. */
const drainMillis = 2000;

/** The service admission-webhook: changes pods that are being created, and keeps itself registered for that. */
export const admissionWebhook: ServiceDefinition<typeof admissionWebhookConfig.entries> = {
  name,
  version: '0.0.0',
  config: admissionWebhookConfig,
  module: (context) => {
    const options = readOptions(context.env);
    for (const warning of options.warnings) context.logger.warn({}, warning);
    return AppModule.forContext(context, options.parsed);
  },
  // a pod waits for every answer, so nothing of the framework stands before it
  adapter: () => new FastifyAdapter({ serverFactory: (): HttpServer => createServer(toServerOptions()) }),
  configure: (app, context) => {
    const runtime = app.get<WebhookRuntime>(tokens.runtime);
    const server: unknown = app.getHttpServer();
    if (!(server instanceof Server)) throw new Error('the webhooks are served over TLS only');
    endConnectionsWhileDraining(server, context.draining);
    context.onShutdown('connections', () => drainConnections(server, drainMillis));
    server.on('request', runtime.respond);
    runtime.onCertificate((certificate) =>
      server.setSecureContext(toContextOptions(certificate, context.config.allowsTls12)),
    );
  },
  http: ({ env }) => ({ port: readOptions(env).parsed.options.port, host: toBindHost(env) }),
};

function readOptions(env: Env): Extract<ReturnType<typeof readAdmissionOptions>, { ok: true }> {
  const read = readAdmissionOptions(env);
  if (!read.ok) throw new ServiceStartError(name, read.problems);
  return read;
}

/** The same address as that of the probes; Fastify alone would listen on localhost. */
function toBindHost(env: Env): string {
  const base = parseConfig(serviceConfig, env);
  return (base.ok ? base.config.bindHost : undefined) ?? '0.0.0.0';
}

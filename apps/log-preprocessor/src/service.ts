import { createServer, type Server } from 'node:http';
import {
  endConnectionsWhileDraining,
  type Env,
  parseConfig,
  serviceConfig,
  type ServiceDefinition,
} from '@dogwatch/service';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { logPreprocessorConfig } from './config.js';
import type { LogRuntime } from './log-runtime.js';
import { tokens } from './tokens.js';

/** A sender gets so long for its whole request. */
const requestMillis = 60_000;
const maxConnections = 10_000;

/** The service log-preprocessor: takes logs as Datadog's intake does, runs pipelines on them, hands them on. */
export const logPreprocessor: ServiceDefinition<typeof logPreprocessorConfig.entries> = {
  name: 'log-preprocessor',
  version: '0.0.0',
  config: logPreprocessorConfig,
  module: (context) => AppModule.forContext(context),
  // senders ask for three paths and nothing else, so nothing of the framework stands before them
  adapter: () => new FastifyAdapter({ serverFactory: createIntakeServer, forceCloseConnections: 'idle' }),
  configure: (app, context) => {
    const runtime = app.get<LogRuntime>(tokens.runtime);
    const server: Server = app.getHttpServer();
    endConnectionsWhileDraining(server, context.draining);
    server.on('request', runtime.respond);
  },
  http: ({ config, env }) => ({ port: config.httpPort, host: toBindHost(env) }),
};

function createIntakeServer(): Server {
  const server = createServer({ requestTimeout: requestMillis, headersTimeout: requestMillis / 2 });
  server.maxConnections = maxConnections;
  return server;
}

/** The same address as that of the probes; Fastify alone would listen on localhost. */
function toBindHost(env: Env): string {
  const base = parseConfig(serviceConfig, env);
  return (base.ok ? base.config.bindHost : undefined) ?? '0.0.0.0';
}

import type { Env, Logger, Telemetry } from '@dogwatch/telemetry';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ConfigEntries, ConfigOf, ConfigSchema } from './define-config.js';
import type { HealthRegistry } from './health.js';

export type { Env };

/** What every part of a running service can use. */
export interface ServiceContext<C> {
  readonly name: string;
  readonly version: string;
  /** The replica: pod name or host name. */
  readonly instance: string;
  readonly config: C;
  readonly env: Env;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly health: HealthRegistry;
  /** Aborted when the service is told to stop: it still serves, for `DD_SHUTDOWN_DELAY`, but callers had better leave. */
  readonly draining: AbortSignal;
  /** Aborted when the service begins to stop. */
  readonly signal: AbortSignal;
  /** Has `stop` run at the end: after the application is closed, the last registered first, each awaited within the time left. */
  onShutdown(name: string, stop: () => Promise<void> | void): void;
}

/** Where the application itself listens, when it has HTTP routes of its own. */
export interface HttpSettings {
  readonly port: number;
  readonly host?: string;
}

/** A service: its variables, its module, and how it is wired. */
export interface ServiceDefinition<S extends ConfigEntries> {
  /** Also the default service name in logs and traces. */
  readonly name: string;
  readonly version: string;
  readonly config: ConfigSchema<S>;
  /** The one module of the application. */
  module(context: ServiceContext<ConfigOf<S>>): Type | DynamicModule | Promise<Type | DynamicModule>;
  /** The HTTP server of the application (TLS, body limit, ...); default: a plain one. */
  adapter?(context: ServiceContext<ConfigOf<S>>): FastifyAdapter | Promise<FastifyAdapter>;
  /** Called before the application is initialized: connects microservice transports, adds hot routes, pipes, ... */
  configure?(app: NestFastifyApplication, context: ServiceContext<ConfigOf<S>>): Promise<void> | void;
  /** Where the application listens; without it, it does not. */
  http?(context: ServiceContext<ConfigOf<S>>): HttpSettings;
}

/** A service that has started. */
export interface RunningService<C> {
  readonly context: ServiceContext<C>;
  readonly app: INestApplication;
  /** The ports in use; `http` only when the application listens. */
  readonly ports: { readonly health: number; readonly metrics: number; readonly http?: number };
  /** Drains and ends within the configured time; false when something failed or took too long. May be called twice. */
  stop(): Promise<boolean>;
}

import { createKubeClient, type KubeClient, loadKubeConfig } from '@dogwatch/kube';
import type { NatsLink } from '@dogwatch/nats';
import { openNats, type ServiceContext } from '@dogwatch/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { followTrust, type TrustFollower } from './authentication/follow-trust.js';
import { createCertificateSource } from './certificate/create-certificate-source.js';
import { assembleApi } from './assemble-api.js';
import type { ExternalMetricsApiConfig } from './config.js';
import { tokens } from './tokens.js';
import { followValues, type Values } from './values/follow-values.js';

type Context = ServiceContext<ExternalMetricsApiConfig>;

function openKube(context: Context): KubeClient {
  const { config, env, name, version } = context;
  const connection = loadKubeConfig({ env, ...(config.kubeconfig !== undefined && { path: config.kubeconfig }) });
  const client = createKubeClient(connection, { userAgent: `dogwatch-${name}/${version}` });
  context.onShutdown('Kubernetes client', () => client.close());
  return client;
}

function startTrust(context: Context, kube: KubeClient): TrustFollower {
  const trust = followTrust(kube, context.logger);
  context.onShutdown('authentication configuration', () => trust.stop());
  return trust;
}

function startValues(context: Context, kube: KubeClient, link: NatsLink): Values {
  const { config, logger: log } = context;
  const { snapshotRefreshSeconds: refreshSeconds } = config;
  const values = followValues({ kube, link, options: config, refreshSeconds, nowMillis: () => Date.now(), log });
  context.onShutdown('values', () => values.stop());
  return values;
}

/** The one module: it wires the parts of this app for one running service. */
@Module({})
export class AppModule {
  /** The module for a service that starts with this context. */
  static forContext(context: Context): DynamicModule {
    return {
      module: AppModule,
      providers: [
        { provide: tokens.certificate, useFactory: () => createCertificateSource(context.config, context.logger) },
        // at once: a factory that fails leaves its dependents to start with nothing
        { provide: tokens.kube, useValue: openKube(context) },
        { provide: tokens.nats, useFactory: () => openNats(context) },
        {
          provide: tokens.trust,
          inject: [tokens.kube],
          useFactory: (kube: KubeClient) => startTrust(context, kube),
        },
        {
          provide: tokens.values,
          inject: [tokens.kube, tokens.nats],
          useFactory: (kube: KubeClient, link: NatsLink) => startValues(context, kube, link),
        },
        {
          provide: tokens.respond,
          inject: [tokens.kube, tokens.nats, tokens.trust, tokens.values],
          useFactory: (kube: KubeClient, link: NatsLink, trust: TrustFollower, values: Values) =>
            assembleApi(context, { kube, link, trust, values }),
        },
      ],
    };
  }
}

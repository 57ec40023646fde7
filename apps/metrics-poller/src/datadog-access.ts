import {
  type AttemptEnd,
  type ClientEvents,
  createCallBudgets,
  createDatadogClient,
  createDatadogMetrics,
  type CredentialsSource,
  type DatadogClient,
  parseProxySettings,
  toEndpoints,
  watchCredentials,
} from '@dogwatch/datadog';
import { coreResources, type KubeClient, listWatch, type ListWatch, type Secret } from '@dogwatch/kube';
import { isRefusal } from '@dogwatch/scaling';
import type { PeerState, ServiceContext } from '@dogwatch/service';
import { toResourcesNamespace } from './config.js';
import { leaderLabels } from './poller-metrics.js';
import type { MetricsPollerConfig } from './poller-options.js';

/** The client of Datadog and the keys it uses, which may change at any time. */
export interface DatadogAccess {
  readonly client: DatadogClient;
  /** Whether there are keys to ask with, be it for a further endpoint only. */
  hasKeys(): boolean;
  /** Whether it is known which keys there are: the Secret, if there is to be one, has been read or cannot be. */
  areKeysKnown(): boolean;
  /** How Datadog answered last. */
  state(): PeerState;
  stop(): Promise<void>;
}

/** Opens Datadog with the keys of the environment, of files, or of a watched Secret; the later wins. */
export async function openDatadog(
  context: ServiceContext<MetricsPollerConfig>,
  kube: KubeClient,
): Promise<DatadogAccess> {
  const { config, env, logger: log, telemetry } = context;
  const credentials = await followCredentials(context);
  const secret = watchSecret(context, kube, credentials);
  const { endpoint, datadogHost, site, endpoints: additional, refreshPeriodSeconds } = config;
  const endpoints = () => toEndpoints({ credentials: credentials.current(), endpoint, datadogHost, site, additional });
  const last = createLastEnd();
  const client = createDatadogClient({
    endpoints,
    log,
    budgets: createCallBudgets({ refreshPeriodSeconds }),
    proxy: parseProxySettings(env),
    userAgent: `dogwatch/${context.version}`,
    events: last.listening(createDatadogMetrics(telemetry.registry, leaderLabels)),
    scrubber: telemetry.scrubber,
  });
  const hasKeys = (): boolean => endpoints().some(({ apiKey, appKey }) => apiKey !== '' && appKey !== '');
  const tellMissingKeys = async (): Promise<void> => {
    await secret?.synced;
    if (!hasKeys()) log.warn({}, noKeys);
  };
  void tellMissingKeys();
  return {
    client,
    hasKeys,
    areKeysKnown: () => secret === undefined || isRead(secret),
    state: () => (hasKeys() ? last.state() : { state: 'down', message: 'there are no keys' }),
    async stop() {
      credentials.stop();
      await Promise.all([secret?.stop(), client.close()]);
    },
  };
}

function followCredentials({
  config,
  env,
  logger: log,
}: ServiceContext<MetricsPollerConfig>): Promise<CredentialsSource> {
  return watchCredentials({
    log,
    fixed: { apiKey: config.providerApiKey ?? config.apiKey, appKey: config.providerAppKey ?? config.appKey },
    files: {
      apiKey: env['DD_EXTERNAL_METRICS_PROVIDER_API_KEY_FILE'] ?? env['DD_API_KEY_FILE'],
      appKey: env['DD_EXTERNAL_METRICS_PROVIDER_APP_KEY_FILE'] ?? env['DD_APP_KEY_FILE'],
    },
    onChange: (keys) =>
      keys === undefined ? log.warn({}, noKeys) : log.info({}, 'The Datadog keys are in use from now on.'),
  });
}

const noKeys =
  'There are no Datadog keys, so no metric gets a value; set DD_API_KEY and DD_APP_KEY, or DD_CREDENTIALS_SECRET.';

/** Remembers how the last attempt ended. */
function createLastEnd() {
  let last: AttemptEnd | undefined;
  return {
    listening: (events: ClientEvents): ClientEvents => ({
      ...events,
      attempt(event) {
        last = event.end;
        events.attempt?.(event);
      },
    }),
    state(): PeerState {
      if (last === undefined) return { state: 'unknown', message: 'not asked yet' };
      if (last.ok || isRefusal(last.reason)) return { state: 'up' };
      return { state: 'down', message: `${last.reason}: ${last.message}` };
    },
  };
}

const refusals: ReadonlySet<string | undefined> = new Set(['Forbidden', 'NotFound', 'Unauthorized']);

function isRead(secret: ListWatch<unknown>): boolean {
  const { synced, lastError } = secret.state();
  return synced || refusals.has(lastError?.reason);
}

function watchSecret(
  { config, logger: log }: ServiceContext<MetricsPollerConfig>,
  client: KubeClient,
  credentials: CredentialsSource,
): ListWatch<unknown> | undefined {
  const { credentialsSecret: name } = config;
  const namespace = toResourcesNamespace(config);
  if (name === undefined) return undefined;
  return listWatch({
    client,
    log,
    resource: coreResources.secrets,
    namespace,
    fieldSelector: `metadata.name=${name}`,
    prune: readKeys,
    onChange: ({ type, object }) => credentials.setSecret(type === 'deleted' ? undefined : object),
  });
}

function readKeys({ data = {} }: Secret): { apiKey?: string; appKey?: string } {
  return { apiKey: decode(data['api-key']), appKey: decode(data['app-key']) };
}

function decode(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}

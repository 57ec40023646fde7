import {
  createDatadogObjects,
  type CredentialsSource,
  type DatadogObjects,
  type DatadogObjectsOptions,
  parseProxySettings,
  toEndpoints,
  watchCredentials,
} from '@dogwatch/datadog';
import { coreResources, type KubeClient, listWatch, type ListWatch, type Secret } from '@dogwatch/kube';
import type { PeerState, ServiceContext } from '@dogwatch/service';
import { type MonitorSyncConfig, toResourcesNamespace } from './config.js';

/** The client of Datadog and the keys it uses, which may change at any time. */
export interface DatadogAccess {
  readonly objects: DatadogObjects;
  hasKeys(): boolean;
  /** How Datadog answered last. */
  state(): PeerState;
  /** Has the listener called when there are other keys; the result removes it. */
  onKeysChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

const noKeys =
  'There are no Datadog keys, so nothing is synced; set DD_API_KEY and DD_APP_KEY, or DD_CREDENTIALS_SECRET.';

/** Opens Datadog with the keys of the environment, of files, or of a watched Secret; the later wins. */
export async function openDatadog(
  context: ServiceContext<MonitorSyncConfig>,
  kube: KubeClient,
  onCall: DatadogObjectsOptions['onCall'],
): Promise<DatadogAccess> {
  const { config, env, logger: log, telemetry } = context;
  const listeners = new Set<() => void>();
  const credentials = await followCredentials(context, () => listeners.forEach((listener) => listener()));
  const secret = watchSecret(context, kube, credentials);
  const endpoint = () =>
    toEndpoints({ credentials: credentials.current(), endpoint: config.url, site: config.site })[0];
  let last: PeerState = { state: 'unknown', message: 'not asked yet' };
  const objects = createDatadogObjects({
    endpoint,
    proxy: parseProxySettings(env),
    userAgent: `dogwatch/${context.version}`,
    scrubber: telemetry.scrubber,
    maxConnections: config.maxConcurrentCalls,
    timeoutMillis: config.callTimeoutSeconds * 1000,
    onCall(event) {
      last = toPeerState(event.answer.status);
      onCall?.(event);
    },
  });
  const hasKeys = (): boolean => endpoint() !== undefined;
  if (!hasKeys() && secret === undefined) log.warn({}, noKeys);
  return {
    objects,
    hasKeys,
    state: () => (hasKeys() ? last : { state: 'down', message: 'there are no keys' }),
    onKeysChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      credentials.stop();
      await Promise.all([secret?.stop(), objects.close()]);
    },
  };
}

function toPeerState(status: number): PeerState {
  if (status === 0) return { state: 'down', message: 'no answer' };
  if (status === 401 || status === 403) return { state: 'down', message: `the keys are refused (${status})` };
  return status >= 500 ? { state: 'down', message: `it answered ${status}` } : { state: 'up' };
}

function followCredentials(
  { config, env, logger: log }: ServiceContext<MonitorSyncConfig>,
  onChange: () => void,
): Promise<CredentialsSource> {
  return watchCredentials({
    log,
    fixed: { apiKey: config.apiKey, appKey: config.appKey },
    files: { apiKey: env['DD_API_KEY_FILE'], appKey: env['DD_APP_KEY_FILE'] },
    onChange(keys) {
      if (keys === undefined) log.warn({}, noKeys);
      else log.info({}, 'The Datadog keys are in use from now on.');
      onChange();
    },
  });
}

function watchSecret(
  { config, logger: log }: ServiceContext<MonitorSyncConfig>,
  client: KubeClient,
  credentials: CredentialsSource,
): ListWatch<unknown> | undefined {
  const { credentialsSecret: name } = config;
  if (name === undefined) return undefined;
  return listWatch({
    client,
    log,
    resource: coreResources.secrets,
    namespace: toResourcesNamespace(config),
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

import {
  type AttemptEnd,
  type ClientEvents,
  createCallBudgets,
  createDatadogClient,
  type CredentialsOptions,
  type DatadogClient,
  type EndpointSettings,
  parseProxySettings,
  toEndpoints,
  watchCredentials,
} from '@dogwatch/datadog';
import type { KubeClient } from '@dogwatch/kube';
import { isRefusal } from '@dogwatch/scaling';
import type { PeerState, ServiceContext } from '@dogwatch/service';
import type { Logger } from '@dogwatch/telemetry';
import { toResourcesNamespace } from '../config.js';
import type { MetricsPollerConfig } from '../poll/poller-options.js';
import { type KeySecret, type KeySecretOptions, watchKeySecret } from './watch-key-secret.js';

/** The client of Datadog for one organization and the keys it uses, which may change at any time. */
export interface DatadogAccess {
  readonly client: DatadogClient;
  /** Whether there are keys to ask with, be it for a further endpoint only. */
  hasKeys(): boolean;
  /** Whether it is known which keys there are: the Secret, if there is to be one, has been read or cannot be. */
  areKeysKnown(): boolean;
  /** How Datadog answered last. */
  state(): PeerState;
  /** What to say when there are no keys: who has none, and where to write them. */
  readonly noKeys: string;
  stop(): Promise<void>;
}

/** Where the keys of an organization are, and where it is. */
export interface AccessSettings extends Pick<CredentialsOptions, 'files' | 'fixed'> {
  /** Name of a Secret in the namespace of the resources. */
  readonly secret: string | undefined;
  /** Whether the Secret also says the site. */
  readonly readsSite: boolean;
  readonly endpoint: Omit<EndpointSettings, 'credentials'>;
  readonly events: ClientEvents;
  readonly noKeys: string;
  readonly log: Logger;
}

/** Opens Datadog for one organization, with fixed keys, those of files, or those of a watched Secret; the later wins. */
export async function openDatadogAccess(
  settings: AccessSettings,
  context: ServiceContext<MetricsPollerConfig>,
  kube: KubeClient,
): Promise<DatadogAccess> {
  const { endpoint, noKeys, log } = settings;
  const onChange = (keys: unknown): void =>
    keys === undefined ? log.warn({}, noKeys) : log.info({}, 'The Datadog keys are in use from now on.');
  const credentials = await watchCredentials({ ...settings, onChange });
  const secret = watchIfNamed(settings, { client: kube, credentials, namespace: toResourcesNamespace(context.config) });
  const endpoints = () => toEndpoints({ ...endpoint, credentials: credentials.current() });
  const last = createLastEnd();
  const client = createDatadogClient({
    endpoints,
    log,
    budgets: createCallBudgets({ refreshPeriodSeconds: context.config.refreshPeriodSeconds }),
    proxy: parseProxySettings(context.env),
    userAgent: `dogwatch/${context.version}`,
    events: last.listening(settings.events),
    scrubber: context.telemetry.scrubber,
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
    noKeys,
    areKeysKnown: () => secret?.isRead() ?? true,
    state: () => (hasKeys() ? last.state() : { state: 'down', message: 'there are no keys' }),
    async stop() {
      credentials.stop();
      await Promise.all([secret?.stop(), client.close()]);
    },
  };
}

function watchIfNamed(
  { secret: name, readsSite, log }: AccessSettings,
  place: Pick<KeySecretOptions, 'client' | 'credentials' | 'namespace'>,
): KeySecret | undefined {
  return name === undefined ? undefined : watchKeySecret({ ...place, name, readsSite, log });
}

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

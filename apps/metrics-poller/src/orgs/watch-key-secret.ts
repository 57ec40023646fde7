import type { CredentialsSource } from '@dogwatch/datadog';
import { coreResources, type KubeClient, listWatch, type ListWatch, type Secret } from '@dogwatch/kube';
import type { Logger } from '@dogwatch/telemetry';

/** Which Secret, and who is told. */
export interface KeySecretOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  readonly credentials: CredentialsSource;
  /** Whether the Secret also says the site. */
  readonly readsSite: boolean;
  readonly log: Logger;
}

/** A Secret whose keys `api-key` and `app-key` are in use as they change. */
export interface KeySecret {
  /** Whether it is known which keys it holds: it has been read, or cannot be. */
  isRead(): boolean;
  /** Resolves when it was looked for. */
  readonly synced: Promise<void>;
  stop(): Promise<void>;
}

const refusals: ReadonlySet<string | undefined> = new Set(['Forbidden', 'NotFound', 'Unauthorized']);

/** Follows the Secret. */
export function watchKeySecret({ client, namespace, name, credentials, readsSite, log }: KeySecretOptions): KeySecret {
  const watch: ListWatch<unknown> = listWatch({
    client,
    log,
    resource: coreResources.secrets,
    namespace,
    fieldSelector: `metadata.name=${name}`,
    prune: (secret: Secret) => readKeys(secret, readsSite),
    onChange: ({ type, object }) => credentials.setSecret(type === 'deleted' ? undefined : object),
  });
  return {
    synced: watch.synced,
    isRead() {
      const { synced, lastError } = watch.state();
      return synced || refusals.has(lastError?.reason);
    },
    stop: () => watch.stop(),
  };
}

function readKeys({ data = {} }: Secret, readsSite: boolean): { apiKey?: string; appKey?: string; site?: string } {
  const keys = { apiKey: decode(data['api-key']), appKey: decode(data['app-key']) };
  return readsSite ? { ...keys, site: decode(data['site']) } : keys;
}

function decode(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}

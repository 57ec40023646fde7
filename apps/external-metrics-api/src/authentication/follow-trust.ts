import { type ConfigMap, coreResources, type KubeClient, type ListWatchState, listWatch } from '@dogwatch/kube';
import type { Logger } from '@dogwatch/telemetry';
import { noTrust, parseTrust, type Trust } from './trust.js';

/** What the API server publishes about whom to trust. */
export interface TrustFollower {
  /** The newest that could be read; nobody before the first. */
  trust(): Trust;
  /** Why there is none yet; undefined once there is. */
  missing(): string | undefined;
  state(): ListWatchState;
  stop(): Promise<void>;
}

const namespace = 'kube-system';
const name = 'extension-apiserver-authentication';
const where = `ConfigMap ${namespace}/${name}`;

/**
 * Follows the ConfigMap in which the API server publishes its CAs, so that rotated ones count at once. A version that cannot
 * be read, or its deletion, leaves the last good one in force.
 */
export function followTrust(client: KubeClient, log: Logger): TrustFollower {
  let trust: Trust | undefined;
  let problem: string | undefined;

  function take(data: ConfigMap['data']): void {
    const parsed = parseTrust(data ?? {});
    if (parsed.ok) {
      trust = parsed.trust;
      problem = undefined;
      log.info(
        { frontProxy: trust.frontProxy !== undefined, clientCas: trust.clientCas.length },
        `Callers are authenticated by the ${where}.`,
      );
      return;
    }
    problem = `the ${where} cannot be used: ${parsed.message}`;
    log.error(
      { reason: parsed.reason },
      `${problem}. The last good one stays in force; restore it from the API server's flags.`,
    );
  }

  const watch = listWatch({
    client,
    resource: coreResources.configMaps,
    namespace,
    fieldSelector: `metadata.name=${name}`,
    prune: ({ data }) => data ?? {},
    onChange: ({ type, object }) => {
      if (type !== 'deleted') take(object);
    },
    log,
  });
  return {
    trust: () => trust ?? noTrust,
    missing: () => (trust === undefined ? (problem ?? describeAbsence(watch.state())) : undefined),
    state: () => watch.state(),
    stop: () => watch.stop(),
  };
}

function describeAbsence({ synced, lastError }: ListWatchState): string {
  if (lastError !== undefined) return `the ${where} cannot be read: ${lastError.message}`;
  return synced ? `there is no ${where}` : `the ${where} has not been read yet`;
}

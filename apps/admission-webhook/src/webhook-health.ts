import type { ListWatchState } from '@dogwatch/kube';
import type { PeerState, Readiness } from '@dogwatch/service';
import { decideReadiness } from './readiness.js';
import { acceptsCertificate, ourEntries } from './registration/follow-webhook.js';
import { webhookPaths } from './registration/render-webhook-configuration.js';
import type { RuntimeParts } from './runtime-parts.js';

/** Lists the peers of a replica and decides whether it is ready. */
export function registerHealth(parts: RuntimeParts): void {
  const { context, webhook, namespaces, certificate, leadership } = parts;
  const { health } = context;
  const watched = { certificate, namespaces, 'webhook configuration': webhook };
  for (const [name, { state }] of Object.entries(watched)) {
    health.addPeer(`kubernetes ${name}`, () => toPeer(state()));
  }
  health.addPeer('leader', () => {
    const leader = leadership.leader();
    if (leader === undefined) return { state: 'down', message: 'the Lease has not been read, or nobody holds it' };
    return { state: 'up', message: leadership.isLeader() ? 'this replica leads' : `${leader} leads` };
  });
  health.setReadiness(createReadiness(parts));
}

function toPeer({ synced, lastError }: ListWatchState): PeerState {
  if (lastError !== undefined) return { state: 'down', message: lastError.message };
  return { state: synced ? 'up' : 'unknown' };
}

function createReadiness({ webhook, certificate, namespaces, rules }: RuntimeParts): () => Readiness {
  return () => {
    const leaf = certificate.current();
    const live = webhook.current();
    const wanted = webhookPaths(rules.plan()).size;
    return decideReadiness({
      hasCertificate: leaf !== undefined,
      certificate: certificate.state(),
      webhook: webhook.state(),
      namespaces: namespaces.state(),
      isRegistrationWanted: wanted > 0 && !webhook.isUnregistered(),
      isRegistered: ourEntries(live).length >= wanted,
      isTrusted: leaf !== undefined && acceptsCertificate(live, leaf.cert),
    });
  };
}

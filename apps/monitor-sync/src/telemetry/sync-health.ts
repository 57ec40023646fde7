import type { HealthRegistry, Readiness } from '@dogwatch/service';
import type { MonitorSyncReason } from '../reasons.js';
import type { SyncRuntime } from '../sync-runtime.js';
import type { Connections, Term } from '../leader/sync-term.js';

/** Lists the peers of a replica and decides whether it is ready. */
export function registerSyncHealth(
  health: HealthRegistry,
  { datadog }: Connections,
  { election, term }: Pick<SyncRuntime, 'election' | 'term'>,
): void {
  health.addPeer('kubernetes', () => {
    const leader = election.leader();
    if (leader === undefined) return { state: 'down', message: 'the Lease has not been read' };
    const broken = term()
      ?.session()
      ?.kinds()
      .find(({ error }) => error !== undefined);
    if (broken !== undefined) return { state: 'down', message: `${broken.name}: ${broken.error}` };
    return { state: 'up', message: election.isLeader() ? 'this replica leads' : `${leader} leads` };
  });
  health.addPeer('datadog', () => datadog.state());
  health.setReadiness(() => {
    if (!datadog.hasKeys()) return refuse('NoCredentials', 'set DD_API_KEY and DD_APP_KEY, or DD_CREDENTIALS_SECRET');
    if (election.leader() === undefined) {
      return refuse('NoLeader', 'the Lease could not be read yet; check the access to leases');
    }
    return readinessOf(term());
  });
}

function readinessOf(term: Term | undefined): Readiness {
  if (term === undefined) return { ok: true };
  const session = term.session();
  if (session === undefined) {
    return refuse('NoClusterUid', 'the namespace kube-system could not be read yet; check the access to it');
  }
  const waiting = session.kinds().find(({ synced }) => !synced);
  if (waiting === undefined) return { ok: true };
  return refuse('NotSynced', `${waiting.name} could not be listed yet: ${waiting.error ?? 'waiting'}`);
}

function refuse(reason: MonitorSyncReason, message: string): Readiness {
  return { ok: false, reason, message };
}

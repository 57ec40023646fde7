import type { LeaderElection } from '@dogwatch/kube';
import type { HealthRegistry, Readiness } from '@dogwatch/service';
import { defaultOrg } from '@dogwatch/scaling';
import type { DatadogOrgs } from '../orgs/open-orgs.js';
import type { PollerRuntime } from '../poller-runtime.js';
import type { Connections, Term } from '../leader/poller-term.js';
import type { PollerReason } from '../reasons.js';

/** Lists the peers of a poller and decides whether it is ready. */
export function registerPollerHealth(
  health: HealthRegistry,
  { datadog }: Connections,
  runtime: Pick<PollerRuntime, 'election' | 'term'>,
): void {
  const { election } = runtime;
  health.addPeer('kubernetes', () => {
    const leader = election.leader();
    if (leader === undefined) return { state: 'down', message: 'the Lease has not been read' };
    const broken = runtime
      .term()
      ?.session.watches()
      .find(({ error }) => error !== undefined);
    if (broken !== undefined) return { state: 'down', message: `${broken.name}: ${broken.error}` };
    return { state: 'up', message: election.isLeader() ? 'this replica leads' : `${leader} leads` };
  });
  for (const [org, access] of datadog.accesses)
    health.addPeer(org === defaultOrg ? 'datadog' : `datadog of ${org}`, () => access.state());
  health.setReadiness(() => readiness(datadog, election, runtime.term()));
}

/** A replica is ready when it leads and can poll, or knows who leads. NATS is not needed: values also stand in the statuses. */
function readiness(datadog: DatadogOrgs, election: LeaderElection, term: Term | undefined): Readiness {
  if (!datadog.hasKeys())
    return {
      ok: false,
      reason: 'NoCredentials' satisfies PollerReason,
      message: 'set DD_API_KEY and DD_APP_KEY, or DD_CREDENTIALS_SECRET',
    };
  if (election.leader() === undefined)
    return {
      ok: false,
      reason: 'NoLeader' satisfies PollerReason,
      message: 'the Lease could not be read yet; check the access to leases',
    };
  const waiting = term?.session.watches().find(({ synced }) => !synced);
  if (waiting === undefined) return { ok: true };
  return {
    ok: false,
    reason: 'NotSynced' satisfies PollerReason,
    message: `${waiting.name} could not be listed yet: ${waiting.error ?? 'waiting'}`,
  };
}

import { capturingLogger } from '@dogwatch/telemetry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lease } from './core-objects.js';
import { createKubeClient } from './create-kube-client.js';
import type { KubeClient } from './kube-client.js';
import { fixedConnection } from './kube-connection.js';
import type { LeaderElection, LeaderElectionOptions } from './leader-election.js';
import { runLeaderElection } from './leader-election.js';
import type { WireServer } from './testing/wire-server.js';
import { sendJson, sendStatus, startWireServer } from './testing/wire-server.js';

const clocks = { durationSeconds: 3, renewDeadlineSeconds: 2, retrySeconds: 0.02 };

let lease: Lease | undefined;
let capture = capturingLogger();
let isFailing = false;
let server: WireServer;
let client: KubeClient;
let elections: LeaderElection[] = [];

beforeEach(async () => {
  lease = undefined;
  capture = capturingLogger();
  isFailing = false;
  elections = [];
  let version = 0;
  server = await startWireServer(({ method, body }, response) => {
    if (isFailing) return sendStatus(response, 500, 'InternalError');
    if (method === 'GET')
      return lease === undefined ? sendStatus(response, 404, 'NotFound') : sendJson(response, 200, lease);
    const sent: Lease = JSON.parse(body);
    const isStale =
      method === 'POST' ? lease !== undefined : sent.metadata.resourceVersion !== lease?.metadata.resourceVersion;
    if (isStale) return sendStatus(response, 409, method === 'POST' ? 'AlreadyExists' : 'Conflict');
    version += 1;
    lease = { ...sent, metadata: { ...sent.metadata, resourceVersion: String(version) } };
    return sendJson(response, 200, lease);
  });
  client = createKubeClient(fixedConnection({ server: server.url }));
});

afterEach(async () => {
  await Promise.all(elections.map(async (election) => election.stop()));
  await client.close();
  await server.stop();
});

interface Candidate {
  readonly election: LeaderElection;
  readonly terms: readonly { readonly term: number; readonly signal: AbortSignal }[];
  readonly log: readonly string[];
}

function run(identity: string, options: Partial<LeaderElectionOptions> = {}): Candidate {
  const terms: { term: number; signal: AbortSignal }[] = [];
  const log: string[] = [];
  const election = runLeaderElection({
    client,
    namespace: 'n',
    name: 'lease',
    identity,
    ...clocks,
    onStarted: (signal, term) => {
      terms.push({ term, signal });
      log.push(`started ${term}`);
    },
    onStopped: () => log.push('stopped'),
    log: capture.logger,
    ...options,
  });
  elections.push(election);
  return { election, terms, log };
}

async function until(isReached: () => boolean): Promise<void> {
  await expect.poll(isReached, { timeout: 10_000, interval: 5 }).toBe(true);
}

describe('runLeaderElection', () => {
  it('lets exactly one of many lead', async () => {
    const all = ['a', 'b', 'c'].map((identity) => run(identity));
    await until(() => all.every(({ election }) => election.leader() !== undefined));
    const leaders = all.filter(({ election }) => election.isLeader());
    expect(leaders).toHaveLength(1);
    expect(new Set(all.map(({ election }) => election.leader())).size).toBe(1);
    expect(lease?.spec).toMatchObject({ leaseDurationSeconds: 3, leaseTransitions: 0 });
  });

  it('is the leader when it is told so', async () => {
    const told = Promise.withResolvers<boolean>();
    const { election } = run('a', { onStarted: () => told.resolve(elections[0]?.isLeader() ?? election.isLeader()) });
    expect(await told.promise).toBe(true);
    expect(election.leader()).toBe('a');
  });

  it('renews for as long as it leads', async () => {
    const { election } = run('a');
    await until(() => election.isLeader());
    const { acquireTime, renewTime } = lease?.spec ?? {};
    await until(() => lease?.spec?.renewTime !== renewTime);
    expect(lease?.spec?.acquireTime).toBe(acquireTime);
  });

  it('gives the lease back when it stops, and another takes it with a higher term', async () => {
    const first = run('a');
    await until(() => first.election.isLeader());
    await first.election.stop();
    expect(first.log).toEqual(['started 0', 'stopped']);
    expect(first.terms[0]?.signal.aborted).toBe(true);
    expect(first.election.isLeader()).toBe(false);
    expect(lease?.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
    const second = run('b');
    await until(() => second.election.isLeader());
    expect(second.log).toEqual(['started 1']);
  });

  it('waits until a leader that went silent has been silent for its duration, by its own clock', async () => {
    const old = '2001-01-01T00:00:00.000000Z';
    const spec = { holderIdentity: 'dead', leaseDurationSeconds: 0.3, renewTime: old, acquireTime: old };
    lease = { metadata: { namespace: 'n', name: 'lease', resourceVersion: 'x' }, spec };
    const { election, log } = run('a');
    await until(() => election.leader() === 'dead');
    expect(election.isLeader()).toBe(false);
    await until(() => election.isLeader());
    expect(log).toEqual(['started 1']);
  });

  it('stops leading when it cannot renew, and leads again later', async () => {
    const { election, log, terms } = run('a');
    await until(() => election.isLeader());
    isFailing = true;
    await until(() => !election.isLeader());
    expect(terms[0]?.signal.aborted).toBe(true);
    expect(log).toEqual(['started 0', 'stopped']);
    isFailing = false;
    await until(() => election.isLeader());
    expect(log).toEqual(['started 0', 'stopped', 'started 1']);
    expect(capture.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('stops leading when another took the lease', async () => {
    const { election, log } = run('a');
    await until(() => election.isLeader());
    const spec = { ...lease?.spec, holderIdentity: 'b', leaseTransitions: 7, leaseDurationSeconds: 60 };
    lease = { metadata: { namespace: 'n', name: 'lease', resourceVersion: 'taken' }, spec };
    await until(() => !election.isLeader());
    expect(log).toEqual(['started 0', 'stopped']);
    expect(election.leader()).toBe('b');
  });

  it('goes on leading when someone else changed the object but not the holder', async () => {
    const { election, log } = run('a');
    await until(() => election.isLeader());
    const renewTime = lease?.spec?.renewTime;
    lease = {
      metadata: { namespace: 'n', name: 'lease', resourceVersion: 'labelled', labels: { a: 'b' } },
      ...(lease?.spec ? { spec: lease.spec } : {}),
    };
    await until(() => lease?.spec?.renewTime !== renewTime);
    expect(log).toEqual(['started 0']);
    expect(lease.metadata.labels).toEqual({ a: 'b' });
  });

  it('leads although its callback throws', async () => {
    const { election } = run('a', {
      onStarted: () => {
        throw new Error('oops');
      },
    });
    await until(() => election.isLeader());
    expect(capture.lines.map(({ level }) => level)).toEqual(['info', 'error']);
  });

  it('leaves a lease alone that it does not hold when it stops', async () => {
    const leader = run('a');
    await until(() => leader.election.isLeader());
    const other = run('b');
    await until(() => other.election.leader() === 'a');
    await other.election.stop();
    expect(lease?.spec?.holderIdentity).toBe('a');
    expect(other.log).toEqual([]);
  });

  it('refuses clocks that let two lead', () => {
    expect(() => run('a', { durationSeconds: 10, renewDeadlineSeconds: 10 })).toThrow(
      /durationSeconds 10 must be more/,
    );
  });
});

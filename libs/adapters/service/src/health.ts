/** How a service sees one of those it works with. */
export interface PeerState {
  /** `unknown`: not tried yet. */
  readonly state: 'up' | 'down' | 'unknown';
  /** Since when, in milliseconds of the epoch; when left out, the time the change was first seen here. */
  readonly sinceMillis?: number;
  /** Why, in plain words without secrets. */
  readonly message?: string;
}

/** Whether a service can do its job now. */
export type Readiness =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly message: string };

/** What the probes answer. */
export interface HealthReport {
  readonly ok: boolean;
  readonly status: 'ok' | 'starting' | 'notReady' | 'stopping';
  readonly reason?: string;
  readonly message?: string;
  readonly peers: Readonly<
    Record<string, { readonly state: string; readonly since: string; readonly message?: string }>
  >;
}

/** One of the three probes of Kubernetes. */
export type Probe = 'live' | 'ready' | 'startup';

/** The health of one service. A peer that is down does not make it unready by itself: the service decides. */
export interface HealthRegistry {
  /** Lists a peer in the answers; the function is called at each probe. Returns how to take it off again. */
  addPeer(name: string, state: () => PeerState): () => void;
  /** The service's own decision, asked at each ready probe once the service has started. Default: ready. */
  setReadiness(readiness: () => Readiness): void;
  report(probe: Probe): HealthReport;
}

/** The part of a health registry that only the runner of the service uses. */
export interface HealthControl extends HealthRegistry {
  markStarted(): void;
  markStopping(): void;
}

// a probe must not fail, and a pod not be killed, because a peer cannot be described
function readSafely(read: () => PeerState): PeerState {
  try {
    return read();
  } catch (error) {
    return { state: 'unknown', message: error instanceof Error ? error.message : String(error) };
  }
}

const alwaysReady = (): Readiness => ({ ok: true });

/** A registry of a service that is starting. */
export function createHealth(nowMillis: () => number): HealthControl {
  const peers = new Map<string, () => PeerState>();
  const seen = new Map<string, { state: string; sinceMillis: number }>();
  let readiness = alwaysReady;
  let phase: 'starting' | 'started' | 'stopping' = 'starting';

  const sinceOf = (name: string, { state, sinceMillis }: PeerState): number => {
    const last = seen.get(name);
    const since = sinceMillis ?? (last?.state === state ? last.sinceMillis : nowMillis());
    seen.set(name, { state, sinceMillis: since });
    return since;
  };
  const describePeers = (): HealthReport['peers'] =>
    Object.fromEntries(
      [...peers].map(([name, read]) => {
        const peer = readSafely(read);
        const since = new Date(sinceOf(name, peer)).toISOString();
        return [name, { state: peer.state, since, ...(peer.message === undefined ? {} : { message: peer.message }) }];
      }),
    );
  const verdict = (probe: Probe): Omit<HealthReport, 'peers'> => {
    if (probe === 'live') return { ok: true, status: 'ok' };
    if (phase === 'starting') return { ok: false, status: 'starting' };
    if (probe === 'startup') return { ok: true, status: 'ok' };
    if (phase === 'stopping') return { ok: false, status: 'stopping', reason: 'Stopping' };
    const { ok, ...why } = readiness();
    return { ok, status: ok ? 'ok' : 'notReady', ...why };
  };

  return {
    addPeer(name, state) {
      peers.set(name, state);
      return () => {
        if (peers.get(name) === state) peers.delete(name);
      };
    },
    setReadiness: (decide) => void (readiness = decide),
    report: (probe) => ({ ...verdict(probe), peers: describePeers() }),
    markStarted: () => void (phase = 'started'),
    markStopping: () => void (phase = 'stopping'),
  };
}

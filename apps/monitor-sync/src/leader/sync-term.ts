import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { coreResources, type EventRecorder, type KubeClient } from '@dogwatch/kube';
import { monitorStateChangedSubject } from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import type { ServiceContext } from '@dogwatch/service';
import type { Logger } from '@dogwatch/telemetry';
import { createCallLanes, type CallLanes } from '../sync/call-lanes.js';
import { type MonitorSyncConfig, toWatchedNamespaces } from '../config.js';
import type { DatadogAccess } from '../datadog-access.js';
import { type LeaderSession, startLeaderSession } from './leader-session.js';
import { createNoteWriter } from '../kubernetes/note-writer.js';
import { createResourceWriter, limitWriter } from '../kubernetes/resource-writer.js';
import { createSteadyClock } from '../sync/steady-clock.js';
import type { SyncEvents, SyncPorts } from '../sync/sync-ports.js';
import { toStateChange } from '../sync/state-change.js';

/** The systems that syncing works with. */
export interface Connections {
  readonly kube: KubeClient;
  readonly link: NatsLink;
  readonly datadog: DatadogAccess;
  readonly recorder: EventRecorder;
}

/** A term of leading. */
export interface Term {
  /** Undefined until the cluster's uid is known. */
  session(): LeaderSession | undefined;
  readonly lanes: CallLanes;
  /** Lets what is at work end. */
  stop(): Promise<void>;
}

const maxConcurrentWrites = 8;
const uidRetryMillis = 2_000;

/** Starts a term; nothing is watched before the cluster's uid is known. */
export function startTerm(
  context: ServiceContext<MonitorSyncConfig>,
  connections: Connections,
  events: SyncEvents,
): Term {
  const { config, logger: log } = context;
  const ending = new AbortController();
  const lanes = createCallLanes({ concurrency: config.maxConcurrentCalls });
  const ports = toPorts(context, connections, { events, lanes, signal: ending.signal });
  let session: LeaderSession | undefined;
  const begin = async (): Promise<void> => {
    const clusterUid = await readClusterUid(connections.kube, log, ending.signal);
    if (clusterUid === undefined) return;
    session = startLeaderSession({
      client: connections.kube,
      ports,
      sync: {
        clusterUid,
        periodMillis: config.syncPeriodSeconds * 1000,
        callMillis: config.callTimeoutSeconds * 1000,
      },
      namespacesOf: (kind) => toWatchedNamespaces(config, kind),
      log,
    });
  };
  const removeListener = connections.datadog.onKeysChange(() => session?.synchronizer.keysChanged());
  const begun = begin();
  return {
    session: () => session,
    lanes,
    async stop() {
      ending.abort();
      removeListener();
      await begun;
      await session?.stop();
    },
  };
}

interface TermParts {
  readonly events: SyncEvents;
  readonly lanes: CallLanes;
  readonly signal: AbortSignal;
}

function toPorts(
  { config, logger: log, telemetry }: ServiceContext<MonitorSyncConfig>,
  { kube, link, datadog, recorder }: Connections,
  { events, lanes, signal }: TermParts,
): SyncPorts {
  const writes = createCallLanes({ concurrency: maxConcurrentWrites });
  return {
    call: (call, options) => datadog.objects.call({ ...call, ...options, signal }),
    lanes,
    writer: limitWriter(createResourceWriter(kube, config.statusPeriodSeconds * 1000), writes),
    note: createNoteWriter(recorder),
    stateChanged(entry, previousState) {
      const change = toStateChange(entry, previousState);
      if (change === undefined) return;
      const { namespace, name } = change;
      const sent = link.publishJson(monitorStateChangedSubject, { namespace, name }, change);
      if (!sent.ok) log.debug({ reason: sent.reason }, `A change of state was not published: ${sent.message}`);
    },
    events,
    log,
    tracer: telemetry.tracer('monitor-sync'),
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    nowMillis: createSteadyClock(),
  };
}

/** The uid of the namespace kube-system, which stands for the cluster; tried until it is known or the term is over. */
async function readClusterUid(client: KubeClient, log: Logger, signal: AbortSignal): Promise<string | undefined> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    const found = await client.get(coreResources.namespaces, { name: 'kube-system' });
    if (found.ok && found.value.metadata.uid !== undefined) return found.value.metadata.uid;
    if (failures === 0 && !found.ok) {
      log.warn(
        { reason: found.reason },
        `The namespace kube-system cannot be read, so nothing is synced yet; check that monitor-sync may get it: ${found.message}`,
      );
    }
    await pause(uidRetryMillis, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

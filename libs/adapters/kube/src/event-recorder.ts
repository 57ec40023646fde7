import type { Logger } from '@dogwatch/telemetry';
import type { Event } from './core-objects.js';
import { coreResources } from './core-resources.js';
import type { KubeClient } from './kube-client.js';
import type { ObjectMeta } from '@dogwatch/crds';
import type { Resource } from './resource.js';
import { toApiVersion, toKey } from './resource.js';

/** Something to tell whoever looks at an object. */
export interface EventNote {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase, such as `QueryRefused`. */
  readonly reason: string;
  readonly message: string;
}

/** The object that a note is about. */
export interface EventSubject {
  readonly resource: Resource<unknown>;
  readonly metadata: ObjectMeta;
}

/** Who tells it. */
export interface EventRecorderOptions {
  readonly client: KubeClient;
  /** Such as `metrics-poller`. */
  readonly component: string;
  /** Such as the pod's name. */
  readonly instance: string;
  readonly log: Logger;
}

/** Writes v1 Events about objects. */
export interface EventRecorder {
  /**
   * Returns at once. The same note about the same object is counted up in one Event; what exceeds 25 notes an object (one
   * more every five minutes) or 100 unwritten ones is dropped.
   */
  recordEvent(subject: EventSubject, note: EventNote): void;
  /** Waits for what is being written; later notes are dropped. */
  stop(): Promise<void>;
}

const maxPending = 100;
const maxRemembered = 1024;
const burst = 25;
const refillMillis = 300_000;
const repeatMillis = 600_000;

interface Repeat {
  readonly name: string;
  readonly atMillis: number;
  readonly count: number;
}

/** A map that forgets what was set longest ago. */
function createMemory<V>() {
  const entries = new Map<string, V>();
  return {
    get: (key: string): V | undefined => entries.get(key),
    set: (key: string, value: V): void => {
      entries.delete(key);
      entries.set(key, value);
      const [oldest] = entries.keys();
      if (entries.size > maxRemembered && oldest !== undefined) entries.delete(oldest);
    },
  };
}

/** Lets 25 notes an object pass, and one more every five minutes, as client-go does. */
function createSpamFilter(): (key: string) => boolean {
  const buckets = createMemory<{ readonly tokens: number; readonly atMillis: number }>();
  return (key) => {
    const now = Date.now();
    const { tokens, atMillis } = buckets.get(key) ?? { tokens: burst, atMillis: now };
    const left = Math.min(burst, tokens + (now - atMillis) / refillMillis);
    const isAllowed = left >= 1;
    buckets.set(key, { tokens: isAllowed ? left - 1 : left, atMillis: now });
    return isAllowed;
  };
}

function toEvent({ resource, metadata }: EventSubject, note: EventNote, options: EventRecorderOptions): Event {
  const { name, namespace, uid, resourceVersion } = metadata;
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const random = Math.floor(Math.random() * 0x1_0000);
  const unique = `${Date.now().toString(16)}${random.toString(16).padStart(4, '0')}`;
  return {
    // Events about cluster-wide objects live in the namespace default.
    metadata: { name: `${name}.${unique}`, namespace: namespace ?? 'default' },
    involvedObject: {
      apiVersion: toApiVersion(resource),
      kind: resource.kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    type: note.type,
    reason: note.reason,
    message: note.message.slice(0, 1024),
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    source: { component: options.component },
    reportingComponent: options.component,
    reportingInstance: options.instance,
  };
}

/** Writes an Event, or counts up the one that says the same. */
function createEventWriter({ client, log }: EventRecorderOptions): (key: string, event: Event) => Promise<void> {
  const repeats = createMemory<Repeat>();
  const countUp = async (key: string, event: Event): Promise<boolean> => {
    const repeat = repeats.get(key);
    if (repeat === undefined || Date.now() - repeat.atMillis > repeatMillis) return false;
    const count = repeat.count + 1;
    const place = { namespace: event.metadata.namespace ?? '', name: repeat.name };
    const body = { count, lastTimestamp: event.lastTimestamp };
    const patched = await client.patch(coreResources.events, place, { type: 'merge', body });
    // Events live for an hour only.
    if (!patched.ok && patched.code === 404) return false;
    if (patched.ok) repeats.set(key, { ...repeat, count, atMillis: Date.now() });
    return true;
  };
  return async (key, event) => {
    if (await countUp(key, event)) return;
    const created = await client.create(coreResources.events, event);
    if (created.ok) repeats.set(key, { name: event.metadata.name, atMillis: Date.now(), count: 1 });
    else log.debug({ reason: created.reason, event: event.reason }, `an Event was not written: ${created.message}`);
  };
}

/** A recorder of one component. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const write = createEventWriter(options);
  const isAllowed = createSpamFilter();
  const pending = new Map<string, Promise<void>>();
  let isStopped = false;
  return {
    recordEvent: (subject, note) => {
      const { kind } = subject.resource;
      const about = `${kind} ${toKey(subject.metadata)} ${subject.metadata.uid ?? ''}`;
      if (isStopped || pending.size >= maxPending || !isAllowed(about)) return;
      const key = `${about} ${note.type} ${note.reason} ${note.message}`;
      const event = toEvent(subject, note, options);
      // One after the other for the same note, so that the second finds the Event of the first.
      const written = (pending.get(key) ?? Promise.resolve())
        .then(async () => write(key, event))
        .finally(() => {
          if (pending.get(key) === written) pending.delete(key);
        });
      pending.set(key, written);
    },
    stop: async () => {
      isStopped = true;
      await Promise.all(pending.values());
    },
  };
}

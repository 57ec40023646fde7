import { failure, paramEntries, parseScalerMetadata, type ParsedScaler } from '@dogwatch/scaling';
import type { ScaledObjectRef } from '../grpc/read-request.js';

/** A trigger that KEDA has asked about. */
export interface Trigger {
  readonly namespace: string;
  readonly name: string;
  /** One text for each trigger of each ScaledObject. May hold secrets: never log it. */
  readonly key: string;
  readonly parsed: ParsedScaler;
  /** When KEDA last asked; written by the table alone. */
  readonly seenAtMillis: number;
}

/** The triggers that KEDA asks about, each read once. */
export interface TriggerTable {
  of(ref: ScaledObjectRef): Trigger;
  /** Those of one ScaledObject, the one that was asked about last first. */
  ofScaledObject(namespace: string, name: string): readonly Trigger[];
  size(): number;
}

/** Far more than the longest query that metrics-poller takes, and all else. */
const maxKeyLength = 16_384;

/** Remembers at most `maxTriggers`; beyond that, the one that was seen longest ago is read again when it comes back. Metadata that is too long is refused unread. */
export function createTriggerTable(maxTriggers: number, nowMillis: () => number): TriggerTable {
  const triggers = new Map<string, Trigger & { seenAtMillis: number }>();

  function add(ref: ScaledObjectRef, key: string): Trigger {
    const { metadata, name, namespace } = ref;
    const trigger = {
      namespace,
      name,
      key,
      parsed: parseScalerMetadata(metadata, namespace),
      seenAtMillis: nowMillis(),
    };
    const [oldest] = triggers.keys();
    if (triggers.size >= maxTriggers && oldest !== undefined) triggers.delete(oldest);
    triggers.set(key, trigger);
    return trigger;
  }

  return {
    of: (ref) => {
      const key = toTriggerKey(ref);
      if (key.length > maxKeyLength) return tooLong(ref, key.length, nowMillis());
      const known = triggers.get(key);
      if (known === undefined) return add(ref, key);
      // last in the order of the table, so that the first is the one seen longest ago
      triggers.delete(key);
      triggers.set(key, known);
      known.seenAtMillis = nowMillis();
      return known;
    },
    ofScaledObject: (namespace, name) =>
      Array.from(triggers.values())
        .filter((trigger) => trigger.namespace === namespace && trigger.name === name)
        .toReversed(),
    size: () => triggers.size,
  };
}

/** What is too long is not kept, for there may be many; its short key is the ScaledObject's. */
function tooLong({ name, namespace }: ScaledObjectRef, length: number, seenAtMillis: number): Trigger {
  const message = `the metadata of the trigger has ${length} characters, and at most ${maxKeyLength} are read`;
  const parsed: ParsedScaler = { ...failure('InvalidMetadata', message), problems: [] };
  return { namespace, name, key: `${namespace}/${name} too long`, parsed, seenAtMillis };
}

/** The keys that make a difference; keys of Datadog are not among them. */
const readKeys: ReadonlySet<string> = new Set(
  paramEntries().flatMap(([name, { aliases = [], service }]) =>
    service !== undefined || name === 'type' ? [name, ...aliases] : [],
  ),
);

/** KEDA sends the metadata in no order. Lengths keep one text from passing for two. */
function toTriggerKey({ metadata, name, namespace }: ScaledObjectRef): string {
  let key = `${namespace}/${name}`;
  for (const field of Object.keys(metadata).sort()) {
    const value = metadata[field] ?? '';
    if (readKeys.has(field)) key += ` ${field}=${value.length}:${value}`;
  }
  return key;
}

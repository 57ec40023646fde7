import { printSubject } from '@dogwatch/messages';
import {
  AckPolicy,
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { ConsumeOptions, StreamOptions } from './stream-options.js';

type Config = Partial<StreamConfig> & { name: string };

const nameInUse = 10_058;

/** The name of a stream on the server. */
export function toStreamName(root: string, name: string): string {
  return `${root}_${name}`;
}

/** Makes the stream, or brings the one that is there up to these settings. Rejects when the server refuses both. */
export async function ensureStream(manager: JetStreamManager, root: string, options: StreamOptions): Promise<void> {
  const config = toConfig(root, options);
  try {
    await manager.streams.add(config);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== nameInUse) throw error;
    await manager.streams.update(config.name, config);
  }
}

function toConfig(root: string, options: StreamOptions): Config {
  const { subjects, foreignSubjects = [], kind, maxBytes, maxAgeMillis = 0, replicas = 1 } = options;
  return {
    name: toStreamName(root, options.name),
    subjects: [...subjects.map((subject) => printSubject(root, subject)), ...foreignSubjects],
    retention: kind === 'work' ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
    discard: kind === 'work' ? DiscardPolicy.New : DiscardPolicy.Old,
    storage: options.storage === 'memory' ? StorageType.Memory : StorageType.File,
    max_bytes: maxBytes,
    max_age: nanos(maxAgeMillis),
    num_replicas: replicas,
    duplicate_window: nanos(options.duplicateWindowMillis ?? 120_000),
  };
}

/** Makes the consumer that replicas share, or brings it up to these settings. */
export async function ensureConsumer(
  manager: JetStreamManager,
  stream: string,
  { durable, ackWaitMillis, maxInFlightOverall = 10_000 }: ConsumeOptions,
): Promise<void> {
  // a consumer that is there takes what may change of this
  await manager.consumers.add(stream, {
    durable_name: durable,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMillis),
    max_ack_pending: maxInFlightOverall,
    max_deliver: -1,
  });
}

import { escapeToken, unescapeToken } from '@dogwatch/messages';
import { jetstream } from '@nats-io/jetstream';
import { type KV, type KvEntry, Kvm } from '@nats-io/kv';
import { describeProblem } from './link/describe-problem.js';
import type { NatsLink } from './link/nats-link.js';
import { type NatsResult, refuse } from './result.js';
import { checkPayload, type PayloadSchema } from './schema.js';
import { decodePayload, encodePayload } from './wire.js';

/** Last values by key, kept by the NATS server across restarts of an app. Nothing may depend on it: it only makes starts warm. */
export interface KeyValueStore<T> {
  put(key: string, value: T): Promise<NatsResult<undefined>>;
  remove(key: string): Promise<NatsResult<undefined>>;
  /** All values that match the schema; others are left out, as those of an older version are. */
  readAll(): Promise<NatsResult<ReadonlyMap<string, T>>>;
}

/** How to open a bucket. */
export interface KeyValueOptions<T> {
  /** Letters, digits, `-` and `_`; prefixed with the root of the link. Made when it does not exist. */
  readonly bucket: string;
  readonly schema: PayloadSchema<T>;
  /** Values older than this are forgotten. */
  readonly ttlMillis: number;
  /** Bound of each call; default 2000. */
  readonly timeoutMillis?: number;
}

/** Opens a JetStream bucket. Refused with `Disconnected`, or with `JetStreamUnavailable` where there is only core NATS. */
export async function openKeyValue<T>(
  link: NatsLink,
  { bucket, schema, ttlMillis, timeoutMillis = 2000 }: KeyValueOptions<T>,
): Promise<NatsResult<KeyValueStore<T>>> {
  const { connection } = link;
  if (connection === undefined || !link.state().connected)
    return refuse('Disconnected', `the bucket ${bucket} needs a connection to NATS`);
  const opened = await attempt(bucket, () =>
    new Kvm(jetstream(connection, { timeout: timeoutMillis })).create(`${link.root}_${bucket}`, {
      history: 1,
      ttl: ttlMillis,
      timeout: timeoutMillis,
    }),
  );
  return opened.ok ? { ok: true, value: toStore(bucket, schema, opened.value) } : opened;
}

function toStore<T>(bucket: string, schema: PayloadSchema<T>, kv: KV): KeyValueStore<T> {
  return {
    put: (key, value) =>
      attempt(bucket, async () => {
        await kv.put(escapeToken(key), encodePayload(value));
        return undefined;
      }),
    remove: (key) =>
      attempt(bucket, async () => {
        await kv.purge(escapeToken(key));
        return undefined;
      }),
    readAll: () =>
      attempt(bucket, async () => {
        const values = new Map<string, T>();
        for await (const entry of await kv.history()) {
          const key = unescapeToken(entry.key);
          const value = readEntry(schema, entry);
          if (key !== undefined && value !== undefined) values.set(key, value);
        }
        return values;
      }),
  };
}

function readEntry<T>(schema: PayloadSchema<T>, { operation, value }: KvEntry): T | undefined {
  if (operation !== 'PUT') return undefined;
  const decoded = decodePayload(value, 'BadReply');
  const checked = decoded.ok ? checkPayload(schema, decoded.value, 'BadReply') : decoded;
  return checked.ok ? checked.value : undefined;
}

async function attempt<T>(bucket: string, run: () => Promise<T>): Promise<NatsResult<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return refuse('JetStreamUnavailable', `the bucket ${bucket} cannot be used: ${describeProblem(error)}`);
  }
}

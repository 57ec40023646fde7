import { headers as createHeaders, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { type NatsRefusal, type NatsResult, refuse } from './result.js';
import { checkPayload, type PayloadSchema } from './schema.js';

// A payload is the JSON of its contract and nothing else. A refusal is `{ reason, message }` with the headers that NATS
// services use for errors, so that `nats req` shows it too.
const errorHeader = 'Nats-Service-Error';
const errorCodeHeader = 'Nats-Service-Error-Code';

/** The bytes of a payload. */
export function encodePayload(payload: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(payload ?? null));
}

/** The value of a message's JSON; `BadRequest` or `BadReply` when it is none. */
export function decodePayload(data: Uint8Array, reason: 'BadReply' | 'BadRequest'): NatsResult<unknown> {
  try {
    return { ok: true, value: JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.length).toString()) };
  } catch {
    return refuse(reason, `${data.length} bytes that are no JSON`);
  }
}

/** Decodes and checks the payload of an event or a request. */
export function readRequest<T>(message: Msg, schema: PayloadSchema<T>): NatsResult<T> {
  const decoded = decodePayload(message.data, 'BadRequest');
  return decoded.ok ? checkPayload(schema, decoded.value, 'BadRequest') : decoded;
}

/** Decodes and checks a reply; a reply that says no becomes the refusal it carries. */
export function readReply<T>(message: Msg, schema: PayloadSchema<T>): NatsResult<T> {
  const refusal = readRefusal(message);
  if (refusal !== undefined) return refusal;
  const decoded = decodePayload(message.data, 'BadReply');
  return decoded.ok ? checkPayload(schema, decoded.value, 'BadReply') : decoded;
}

/** The refusal a reply carries, if it is one. */
export function readRefusal(message: Pick<Msg, 'data' | 'headers'>): NatsRefusal | undefined {
  const text = message.headers?.get(errorHeader);
  if (text === undefined || text === '') return undefined;
  const decoded = decodePayload(message.data, 'BadReply');
  return (decoded.ok ? toRefusal(decoded.value) : undefined) ?? refuse('BadReply', `an error reply: ${text}`);
}

/** Reads `{ reason, message }`. */
export function toRefusal(value: unknown): NatsRefusal | undefined {
  if (typeof value !== 'object' || value === null || !('reason' in value) || !('message' in value)) return undefined;
  const { reason, message } = value;
  return typeof reason === 'string' && typeof message === 'string' ? { ok: false, reason, message } : undefined;
}

/** Body and headers of a reply that says no. */
export function encodeRefusal({ reason, message }: NatsRefusal): { data: Uint8Array; headers: MsgHdrs } {
  const headers = createHeaders();
  headers.set(errorHeader, message.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, 200) || reason);
  headers.set(errorCodeHeader, reason === 'BadRequest' ? '400' : '500');
  return { data: encodePayload({ reason, message }), headers };
}

import { type Link, trace, context, type Context } from '@opentelemetry/api';
import type { OutgoingLog } from '../process/print-item.js';

/** Some logs of one delivery. */
export interface Part<D> {
  readonly delivery: D;
  readonly logs: readonly OutgoingLog[];
  /** Of whoever delivers, so that a request to the sink is part of its trace. */
  readonly context: Context;
}

/** Limits of one request. */
export interface GroupLimits {
  readonly maxLogs: number;
  /** Bytes of the request's JSON. */
  readonly maxBytes: number;
}

/** Cuts the logs of a delivery into parts that fit into a request each. A log that is too large alone is a part of its own. */
export function cutParts<D>(
  delivery: D,
  logs: readonly OutgoingLog[],
  limits: GroupLimits,
): (Part<D> & { bytes: number })[] {
  const parts: (Part<D> & { bytes: number })[] = [];
  const active = context.active();
  let start = 0;
  let bytes = 2;
  for (const [index, { json }] of logs.entries()) {
    const size = Buffer.byteLength(json) + 1;
    if (index > start && (bytes + size > limits.maxBytes || index - start >= limits.maxLogs)) {
      parts.push({ delivery, logs: logs.slice(start, index), context: active, bytes });
      [start, bytes] = [index, 2];
    }
    bytes += size;
  }
  if (logs.length > start)
    parts.push({ delivery, logs: start === 0 ? logs : logs.slice(start), context: active, bytes });
  return parts;
}

/** Parts that share a request, taken from the front of those that wait: as many as fit, at least one. */
export function takeGroup<D>(waiting: (Part<D> & { bytes: number })[], limits: GroupLimits): Part<D>[] {
  let [count, logs, bytes] = [0, 0, 2];
  for (const part of waiting) {
    const fits = logs + part.logs.length <= limits.maxLogs && bytes + part.bytes <= limits.maxBytes;
    if (count > 0 && !fits) break;
    count += 1;
    logs += part.logs.length;
    bytes += part.bytes;
  }
  return waiting.splice(0, count);
}

/** The traces of all parts but the first, whose trace the request continues. */
export function linksOf(parts: readonly Part<unknown>[]): Link[] {
  const seen = new Set<string>();
  return parts.slice(1).flatMap(({ context: of }) => {
    const span = trace.getSpanContext(of);
    if (span === undefined || seen.has(span.spanId)) return [];
    seen.add(span.spanId);
    return [{ context: span }];
  });
}

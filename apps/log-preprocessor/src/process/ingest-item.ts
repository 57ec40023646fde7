import {
  addTag,
  type Attributes,
  type AttributeValue,
  ingestJson,
  ingestText,
  isAttributes,
  type Log,
  type LogsEnvironment,
  parseDate,
  setOwn,
  toLogStatus,
} from '@dogwatch/logs';
import type { LogDefaults } from '@dogwatch/messages';

/**
 * Makes a log of an item of the intake. An item whose message is itself a JSON object is an envelope, as shippers send it: the
 * members of the message are the attributes, and what the envelope says of status, time, host and service only stands in where
 * preprocessing finds nothing among them. Any other item is itself the JSON log, a line of JSON too.
 */
export function ingestItem(item: AttributeValue, defaults: LogDefaults, environment: LogsEnvironment): Log {
  if (!isAttributes(item)) return preset(typeof item === 'string' ? ingestText(item) : ingestJson(item), {}, defaults);
  const { message } = item;
  const inner = typeof message === 'string' && /^\s*\{/.test(message) ? ingestText(message) : undefined;
  if (inner === undefined || inner.message !== undefined) return preset(ingestJson(item), item, defaults);
  const { status, timestamp } = item;
  const log = preset(ingestJson({ ...withoutEnvelope(item), ...inner.attributes }), item, defaults);
  if (status !== undefined) log.status = toLogStatus(status);
  if (timestamp !== undefined) log.timestampMillis = parseDate(timestamp, environment);
  return log;
}

const envelope: ReadonlySet<string> = new Set(['ddtags', 'hostname', 'message', 'service', 'status', 'timestamp']);

function withoutEnvelope(item: Attributes): Attributes {
  const rest: Attributes = {};
  for (const [key, value] of Object.entries(item)) if (!envelope.has(key)) setOwn(rest, key, value);
  return rest;
}

/** Sets what the intake's own fields say, and where they say nothing, what the request says. */
function preset(log: Log, item: Attributes, defaults: LogDefaults): Log {
  log.host = textOf(item['hostname']) ?? defaults.hostname;
  log.service = textOf(item['service']) ?? defaults.service;
  log.source = textOf(item['ddsource']) ?? defaults.ddsource;
  addTags(log, item['ddtags']);
  addTags(log, defaults.ddtags);
  return log;
}

function textOf(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Tags come as one text, and from some shippers as a list. */
function addTags(log: Log, tags: AttributeValue | undefined): void {
  const list = Array.isArray(tags) ? tags.map(String) : typeof tags === 'string' ? tags.split(',') : [];
  for (const tag of list) {
    const trimmed = tag.trim();
    if (trimmed !== '') addTag(log.tags, trimmed);
  }
}

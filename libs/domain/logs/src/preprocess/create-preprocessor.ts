import { parseDate } from '../dates/parse-date.js';
import type { LogsEnvironment } from '../environment.js';
import type { AttributeValue, Log } from '../log.js';
import { type AttributePath, isEmpty, parsePath, readPath } from '../path.js';
import type { StepNotes } from '../processor.js';
import { toLogStatus } from '../status.js';
import { defaultPreprocessing, type Preprocessing } from './preprocessing.js';
import { takeMessage } from './take-message.js';

/** Sets the reserved attributes of a log from its attributes, in place; what is set already stays where no attribute says more. */
export type Preprocess = (log: Log, notes?: StepNotes) => void;

/** Sets one reserved attribute; says whether the value was of use. */
type Take = (log: Log, value: AttributeValue) => boolean;

interface Rule {
  readonly name: string;
  readonly paths: readonly AttributePath[];
  readonly take: Take;
}

/**
 * Makes the preprocessing that runs before all pipelines and that nothing can switch off. For each reserved attribute the
 * first attribute of its list with a usable value is taken; attributes stay where they are, but the message moves.
 */
export function createPreprocessor(lists: Partial<Preprocessing>, environment: LogsEnvironment): Preprocess {
  const rule = (name: keyof Preprocessing, take: Take): Rule => ({
    name,
    paths: (lists[name] ?? defaultPreprocessing[name]).map(parsePath),
    take,
  });
  const rules = [
    rule('source', takeSource),
    rule('host', takeHost),
    rule('service', takeService),
    rule('status', takeStatus),
    rule('date', (log, value) => takeDate(log, value, environment)),
    rule('trace_id', takeTraceId),
    rule('span_id', takeSpanId),
  ].filter(({ paths }) => paths.length > 0);
  const messagePaths = rule('message', () => true).paths;
  return (log, notes) => {
    if (isEmpty(log.attributes)) return;
    takeMessage(log, messagePaths, notes);
    for (const each of rules) applyRule(each, log, notes);
  };
}

function applyRule({ name, paths, take }: Rule, log: Log, notes: StepNotes | undefined): void {
  for (const path of paths) {
    const value = readPath(log.attributes, path);
    if (value === undefined || !take(log, value)) continue;
    notes?.note(`${name} is taken from ${path.text}`);
    return;
  }
}

/** Scalars as text; nothing else, and no empty text, names a host, a service or a trace. */
function toText(value: AttributeValue): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'object' ? undefined : String(value);
}

function takeSource(log: Log, value: AttributeValue): boolean {
  const text = toText(value);
  if (text !== undefined) log.source = text;
  return text !== undefined;
}

function takeHost(log: Log, value: AttributeValue): boolean {
  const text = toText(value);
  if (text !== undefined) log.host = text;
  return text !== undefined;
}

function takeService(log: Log, value: AttributeValue): boolean {
  const text = toText(value);
  if (text !== undefined) log.service = text;
  return text !== undefined;
}

function takeStatus(log: Log, value: AttributeValue): boolean {
  if (value === '') return false;
  const status = toLogStatus(value);
  if (status !== undefined) log.status = status;
  return status !== undefined;
}

function takeDate(log: Log, value: AttributeValue, environment: LogsEnvironment): boolean {
  const millis = parseDate(value, environment);
  if (millis !== undefined) log.timestampMillis = millis;
  return millis !== undefined;
}

function takeTraceId(log: Log, value: AttributeValue): boolean {
  const text = toText(value);
  if (text !== undefined) log.traceId = text;
  return text !== undefined;
}

function takeSpanId(log: Log, value: AttributeValue): boolean {
  const text = toText(value);
  if (text !== undefined) log.spanId = text;
  return text !== undefined;
}

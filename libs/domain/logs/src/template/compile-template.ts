import type { AttributeValue, Log } from '../log.js';
import { type AttributePath, parsePath, readPath } from '../path.js';
import { createTextCursor, failHere } from '../text-cursor.js';

/** What runs, or why there is nothing to run: `offset` is a place in the template, in UTF-16 units. */
export type CompiledTemplate =
  | { readonly ok: true; readonly value: (log: Log) => string | undefined }
  | { readonly ok: false; readonly reason: 'InvalidTemplate'; readonly message: string; readonly offset: number };

/** Longest text that a template makes, in UTF-16 units; Datadog cuts there too. */
export const maxTemplateLength = 256;

interface Block {
  readonly path: AttributePath;
  /** The text up to the next block. */
  readonly after: string;
}

/**
 * Compiles a template with blocks such as `%{http.method}`: attributes, or what the log holds of `host`, `message`, `service`,
 * `source`, `status`, `trace_id` and `span_id` when there is no attribute of that name. Arrays of scalars are joined by commas.
 * The result is `undefined` when a block is missing or holds objects; with `isReplaceMissing` such a block is empty.
 */
export function compileTemplate(
  text: string,
  { isReplaceMissing = false }: { readonly isReplaceMissing?: boolean } = {},
): CompiledTemplate {
  const template = parseTemplate(text);
  if (!template.ok) return template;
  const { before, blocks } = template;
  const missing = isReplaceMissing ? '' : undefined;
  const value = (log: Log): string | undefined => {
    let result = before;
    for (const { path, after } of blocks) {
      const filled = toText(readPath(log.attributes, path) ?? readReserved(log, path.text)) ?? missing;
      if (filled === undefined) return undefined;
      result += filled + after;
    }
    return cut(result);
  };
  return { ok: true, value };
}

type ParsedTemplate =
  | { readonly ok: true; readonly before: string; readonly blocks: readonly Block[] }
  | (CompiledTemplate & { readonly ok: false });

function parseTemplate(text: string): ParsedTemplate {
  const cursor = createTextCursor(text);
  const blocks: Block[] = [];
  const first = text.indexOf('%{');
  for (let start = first; start >= 0;) {
    const end = text.indexOf('}', start);
    const path = text.slice(start + 2, end).trim();
    if (end < 0) failHere(cursor, "a '}' for the '%{'", start);
    else if (path === '') failHere(cursor, 'the path of an attribute, as in %{http.method}', start);
    if (cursor.failure !== undefined) return { ok: false, reason: 'InvalidTemplate', ...cursor.failure };
    const next = text.indexOf('%{', end);
    blocks.push({ path: parsePath(path), after: text.slice(end + 1, next < 0 ? text.length : next) });
    start = next;
  }
  return { ok: true, before: first < 0 ? text : text.slice(0, first), blocks };
}

/** Names of the API, and the fields of a log that hold them. */
const reserved: ReadonlyMap<string, 'host' | 'message' | 'service' | 'source' | 'spanId' | 'status' | 'traceId'> =
  new Map([
    ['host', 'host'],
    ['message', 'message'],
    ['service', 'service'],
    ['source', 'source'],
    ['span_id', 'spanId'],
    ['status', 'status'],
    ['trace_id', 'traceId'],
  ]);

function readReserved(log: Log, name: string): string | undefined {
  const field = reserved.get(name);
  return field === undefined ? undefined : log[field];
}

function toText(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? joinScalars(value) : undefined;
}

function joinScalars(values: readonly AttributeValue[]): string | undefined {
  const texts: string[] = [];
  for (const value of values) {
    if (typeof value === 'object' && value !== null) return undefined;
    texts.push(String(value));
  }
  return texts.join(',');
}

function cut(text: string): string {
  if (text.length <= maxTemplateLength) return text;
  // a pair of surrogates is one character: half of it is none
  const isPair = /[\uD800-\uDBFF]/.test(text[maxTemplateLength - 1] ?? '');
  return text.slice(0, isPair ? maxTemplateLength - 1 : maxTemplateLength);
}

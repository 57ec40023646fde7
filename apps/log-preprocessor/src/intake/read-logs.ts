import { type AttributeValue, isAttributes, parseJson, parseSyslog, printJson } from '@dogwatch/logs';
import type { LogDefaults } from '@dogwatch/messages';
import { type LogRefusal, refuseLogs } from '../reasons.js';
import { cutLog } from './cut-log.js';
import { maxDepth, maxLogBytes, maxLogsOfRequest } from './limits.js';
import type { LogBatch } from './log-batch.js';
import { pruneDepth } from './prune-depth.js';

/** What a request brings besides its body. */
export interface RequestFacts {
  /** In lower case, without parameters. */
  readonly contentType: string;
  readonly defaults: LogDefaults;
  readonly receivedAtMillis: number;
}

/** A batch, or why there is none. `isCut`: at least one log was too large or too deep and lost a part. */
export type ReadLogs = { readonly ok: true; readonly batch: LogBatch; readonly isCut: boolean } | LogRefusal;

/** The drains of Heroku send syslog. */
const logplex = 'application/logplex-1';
const lineTypes: ReadonlySet<string> = new Set(['text/plain', logplex]);

/** Reads the logs of a request's body: JSON (one log or an array), or one per line. Without a known type the body decides. */
export function readLogs(text: string, facts: RequestFacts): ReadLogs {
  const isLines =
    lineTypes.has(facts.contentType) || (facts.contentType !== 'application/json' && !/^\s*[[{]/.test(text));
  return isLines ? readLines(text, facts) : readJson(text, facts);
}

function readLines(text: string, facts: RequestFacts): ReadLogs {
  const lines = text.split('\n').flatMap((line) => {
    const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
    return bare === '' ? [] : [bare];
  });
  const logs = facts.contentType === logplex ? lines.map((line) => parseSyslog(line) ?? line) : lines;
  return toBatch(logs, JSON.stringify(logs), facts);
}

function readJson(text: string, facts: RequestFacts): ReadLogs {
  const parsed = parseJson(text, maxDepth);
  if (parsed.ok) {
    if (Array.isArray(parsed.value)) return toBatch(parsed.value, text, facts);
    // agents ask with an empty object whether the intake is there
    if (isAttributes(parsed.value) && Object.keys(parsed.value).length === 0) return toBatch([], '[]', facts);
    return toBatch([parsed.value], `[${text}]`, facts);
  }
  if (parsed.reason === 'InvalidJson') return refuseLogs('BadBody', parsed.message);
  return readDeepJson(text, facts);
}

/** JSON that nests too deep is taken without what is too deep. */
function readDeepJson(text: string, facts: RequestFacts): ReadLogs {
  const pruned = pruneText(text);
  if (pruned === undefined) return refuseLogs('BadBody', 'the text is no JSON');
  const logs = Array.isArray(pruned) ? pruned : [pruned];
  const result = toBatch(logs, printJson(logs), facts);
  return result.ok ? { ...result, isCut: true } : result;
}

function pruneText(text: string): AttributeValue | undefined {
  try {
    return pruneDepth(JSON.parse(text), maxDepth);
  } catch {
    return undefined;
  }
}

function toBatch(logs: readonly AttributeValue[], logsJson: string, facts: RequestFacts): ReadLogs {
  const { defaults, receivedAtMillis } = facts;
  if (logs.length > maxLogsOfRequest)
    return refuseLogs('TooManyLogs', `${logs.length} logs; a request may have ${maxLogsOfRequest}`);
  const service = toService(defaults, logs[0]);
  const batch = { receivedAtMillis, defaults, logsJson, count: logs.length, service };
  if (Buffer.byteLength(logsJson) <= maxLogBytes) return { ok: true, batch, isCut: false };
  const cut = logs.map((log) => cutLog(log, maxLogBytes));
  if (cut.every((log, index) => log === logs[index])) return { ok: true, batch, isCut: false };
  return { ok: true, batch: { ...batch, logsJson: printJson(cut) }, isCut: true };
}

/** Longer names would make a subject longer than NATS takes. */
const maxServiceLength = 100;

/** The service of a batch: what the request says, or its first log; `''` when neither does. */
export function toService({ service }: LogDefaults, first: AttributeValue | undefined): string {
  const own = isAttributes(first) ? first['service'] : undefined;
  return (service ?? (typeof own === 'string' ? own : '')).slice(0, maxServiceLength);
}

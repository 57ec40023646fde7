import { isSpanContextValid, trace } from '@opentelemetry/api';
import { type LoggerOptions, pino } from 'pino';
import { createScrubber, redactFields, type Scrubber } from './scrub.js';
import { writeLine } from './write-line.js';

/** Facts of a log line; keys that name a secret are masked, errors become `{ type, message, stack, code, cause }`. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The logger of every part of Dogwatch: facts first, then one sentence that says what happened and what to do. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger that adds these fields to each of its lines. */
  child(fields: LogFields): Logger;
}

/** The names DD_LOG_LEVEL knows, most talkative first. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'off'] as const;

/** Lines below this level are not written; `off` writes nothing. */
export type LogLevel = (typeof logLevels)[number];

/** Reads a level name in any case (`warning` is `warn`); undefined when it is none. */
export function parseLogLevel(text: string): LogLevel | undefined {
  const name = text.trim().toLowerCase();
  return name === 'warning' ? 'warn' : logLevels.find((level) => level === name);
}

/** What `createLogger` needs; all of it has a default. */
export interface CreateLoggerOptions {
  /** Default `info`. */
  readonly level?: LogLevel;
  /** Fields of every line, such as the service's name. */
  readonly fields?: LogFields;
  /** Knows the secrets to mask by value; default: one of its own. */
  readonly scrubber?: Scrubber;
  /** Receives each whole line with its newline; default: standard output, written at once. */
  readonly write?: (line: string) => void;
}

const pinoLevels = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  critical: 'fatal',
  off: 'silent',
} as const;

// pino writes these itself; a field of the same name would give a JSON line with two keys of one name
const ownKeys = new Set(['level', 'timestamp', 'message', 'trace_id', 'span_id']);

/**
 * A logger of JSON lines `{ level, timestamp, ...fields, trace_id?, span_id?, message }`. Secrets are masked by key name in the
 * fields and by value in the whole line. A field named like a key of the line itself is written as `fields.<name>`.
 */
export function createLogger(options: CreateLoggerOptions = {}): Logger {
  const scrubber = options.scrubber ?? createScrubber();
  const settings: LoggerOptions = {
    level: pinoLevels[options.level ?? 'info'],
    base: null,
    messageKey: 'message',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: {
      level: (label) => ({ level: label }),
    },
    mixin: activeSpanFields,
    hooks: { streamWrite: (line) => scrubber.scrub(line) },
  };
  const base = pino(settings, { write: options.write ?? writeLine });
  return wrap(options.fields === undefined ? base : base.child(toPrintable(options.fields)));
}

function wrap(target: pino.Logger): Logger {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (fields: LogFields, message: string): void => {
      if (target.isLevelEnabled(level)) target[level](toPrintable(fields), message);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => wrap(target.child(toPrintable(fields))),
  };
}

function toPrintable(fields: LogFields): Record<string, unknown> {
  return redactFields(withoutOwnKeys(fields));
}

function withoutOwnKeys(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [ownKeys.has(key) ? `fields.${key}` : key, value]),
  );
}

function activeSpanFields(): { trace_id?: string; span_id?: string } {
  const span = trace.getActiveSpan()?.spanContext();
  return span !== undefined && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {};
}

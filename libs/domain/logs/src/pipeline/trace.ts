import { type AttributeValue, copyAttributes, copyValue, createLog, getOwn, isAttributes, type Log } from '../log.js';
import type { StepName, StepNotes } from '../processor.js';
import type { LogOutcome } from '../reasons.js';

/** Something that a step changed: a reserved attribute (`status`), `tags`, or an attribute (`@http.status_code`). */
export interface LogChange {
  readonly what: string;
  /** `undefined`: it was not there. */
  readonly before: AttributeValue | undefined;
  /** `undefined`: it is gone. */
  readonly after: AttributeValue | undefined;
}

/** What one processor, pipeline or the preprocessing did to a log. */
export interface TraceStep extends StepName {
  readonly outcome: LogOutcome;
  /** Facts that explain the outcome: which rule matched, which source was used. */
  readonly notes: readonly string[];
  /** What is different after the step, nested steps included. */
  readonly changes: readonly LogChange[];
  /** The steps of a nested pipeline, in order. */
  readonly steps: readonly TraceStep[];
}

/** What happened to a log, step by step. */
export interface LogTrace {
  readonly steps: readonly TraceStep[];
}

interface OpenStep {
  readonly step: StepName;
  readonly before: Log;
  readonly notes: string[];
  readonly steps: TraceStep[];
}

/** Takes what the steps tell, as a tree. It copies the log before each step: for explaining only. */
export function recordTrace(): { notes: StepNotes; trace: LogTrace } {
  const steps: TraceStep[] = [];
  const open: OpenStep[] = [];
  const notes: StepNotes = {
    note: (text) => void open.at(-1)?.notes.push(text),
    enter: (step, log) => void open.push({ step, before: copyLog(log), notes: [], steps: [] }),
    leave: (outcome, log) => {
      const closed = open.pop();
      if (!closed) return;
      const { name, type, path } = closed.step;
      const changes = diffLogs(closed.before, log);
      const siblings = open.at(-1)?.steps ?? steps;
      siblings.push({ name, type, path, outcome, notes: closed.notes, changes, steps: closed.steps });
    },
  };
  return { notes, trace: { steps } };
}

function copyLog(log: Log): Log {
  return createLog({ ...log, attributes: copyAttributes(log.attributes), tags: [...log.tags] });
}

const fields = ['timestampMillis', 'message', 'status', 'service', 'host', 'source', 'traceId', 'spanId'] as const;

/** What is different in the second log: reserved attributes, tags, then attributes leaf by leaf. */
export function diffLogs(before: Log, after: Log): LogChange[] {
  const reserved = fields
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ what: field, before: before[field], after: after[field] }));
  return [
    ...reserved,
    ...diffValues('tags', before.tags, after.tags),
    ...diffValues('@', before.attributes, after.attributes),
  ];
}

function diffValues(what: string, before: AttributeValue | undefined, after: AttributeValue | undefined): LogChange[] {
  if (isAttributes(before) && isAttributes(after)) {
    const prefix = what === '@' ? what : `${what}.`;
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => diffValues(prefix + key, getOwn(before, key), getOwn(after, key)));
  }
  if (isSameValue(before, after)) return [];
  return [{ what, before, after: after === undefined ? undefined : copyValue(after) }];
}

function isSameValue(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSameValue(item, right[index]));
  }
  if (isAttributes(left) && isAttributes(right)) return diffValues('@', left, right).length === 0;
  if (isNumeric(left) && isNumeric(right)) return Number(left) === Number(right) || Object.is(left, right);
  return left === right;
}

function isNumeric(value: AttributeValue | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

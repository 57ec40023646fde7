import { ingestText } from '../ingest.js';
import { parseJson } from '../json.js';
import { type AttributeValue, createLog, isAttributes, type Log } from '../log.js';
import type { LogProgram } from '../pipeline/log-program.js';
import { diffLogs } from '../pipeline/trace.js';
import type { ExpectedLog, PipelineTest } from './pipeline-test.js';

/** Something that came out differently. */
export interface TestDifference {
  /** `status`, `tags`, `@http.status_code`. */
  readonly what: string;
  /** `undefined`: it should not be there. */
  readonly expected: AttributeValue | undefined;
  /** `undefined`: it is not there. */
  readonly actual: AttributeValue | undefined;
}

/** What a test gave. */
export interface PipelineTestResult {
  readonly log: Log;
  /** Empty: the test has passed. */
  readonly differences: readonly TestDifference[];
}

/** The log that a test starts with; nested filters see its source. */
export function logOfTest({ sample, service, tags }: PipelineTest, source: string | undefined): Log {
  const log = ingestText(sample);
  log.source = source;
  log.service = service;
  log.tags = [...tags];
  return log;
}

/** Runs a sample through a program, which should be compiled with `pipelineTestPreprocessing`, and compares. */
export function runPipelineTest(program: LogProgram, test: PipelineTest, source?: string): PipelineTestResult {
  const log = logOfTest(test, source);
  program.process(log);
  return { log, differences: compareWithExpected(log, test) };
}

function compareWithExpected(log: Log, test: PipelineTest): TestDifference[] {
  const { expected } = test;
  const wanted = toLog(expected, log);
  if (isEventWithoutMessage(log, test)) wanted.message = undefined;
  return diffLogs(wanted, { ...log, tags: log.tags.toSorted() }).map(({ what, before, after }) => ({
    what,
    expected: before,
    actual: after,
  }));
}

/** Of a log without a message Datadog's tests expect the whole event, printed as JSON. */
function isEventWithoutMessage(log: Log, { sample, expected }: PipelineTest): boolean {
  if (log.message !== undefined || expected.message === null) return false;
  const event = ingestText(sample);
  const printed = parseJson(expected.message);
  if (!printed.ok || !isAttributes(printed.value)) return false;
  return diffLogs(event, ingestText(expected.message)).length === 0;
}

function toLog(expected: ExpectedLog, { host, source }: Log): Log {
  return createLog({
    attributes: expected.custom,
    message: expected.message ?? undefined,
    host,
    source,
    service: expected.service ?? undefined,
    status: expected.status ?? undefined,
    timestampMillis: expected.timestamp ?? undefined,
    traceId: expected.trace_id ?? undefined,
    spanId: expected.span_id ?? undefined,
    tags: expected.tags.toSorted(),
  });
}

import { z } from 'zod';
import { printConfigField, printConfigIssue } from '../print-config-issue.js';
import type { PipelineProblem } from '../processor.js';

/**
 * Where the reserved attributes of a JSON log come from: for each, attribute paths in order of precedence. A list replaces
 * Datadog's default, an empty one switches the reserved attribute's source off.
 */
export interface Preprocessing {
  readonly date: readonly string[];
  readonly host: readonly string[];
  readonly message: readonly string[];
  readonly service: readonly string[];
  readonly source: readonly string[];
  readonly span_id: readonly string[];
  readonly status: readonly string[];
  readonly trace_id: readonly string[];
}

/** Datadog's lists, as its documentation and its own OpenTelemetry translator state them. */
export const defaultPreprocessing: Preprocessing = {
  date: [
    '@timestamp',
    'timestamp',
    '_timestamp',
    'Timestamp',
    'eventTime',
    'date',
    'published_date',
    'syslog.timestamp',
  ],
  host: ['host', 'hostname', 'syslog.hostname'],
  message: ['message', 'msg', 'log'],
  service: ['service', 'syslog.appname'],
  source: ['ddsource'],
  span_id: ['dd.span_id', 'spanid', 'span_id', 'contextmap.spanid', 'otelspanid'],
  status: ['status', 'severity', 'level', 'syslog.severity'],
  trace_id: ['dd.trace_id', 'contextMap.dd.trace_id', 'traceid', 'trace_id', 'contextmap.traceid', 'oteltraceid'],
};

/** What Datadog's tests of integration pipelines run with: only `message` is taken from a JSON log. */
export const pipelineTestPreprocessing: Preprocessing = {
  date: [],
  host: [],
  message: ['message'],
  service: [],
  source: [],
  span_id: [],
  status: [],
  trace_id: [],
};

const list = z.array(z.string().min(1)).optional();
const schema = z.strictObject({
  date: list,
  host: list,
  message: list,
  service: list,
  source: list,
  span_id: list,
  status: list,
  trace_id: list,
});

/** Checks a configuration; names that it leaves out keep Datadog's list. With an error the defaults stand in for all. */
export function parsePreprocessing(input: unknown): { value: Preprocessing; problems: readonly PipelineProblem[] } {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (!parsed.success) return { value: defaultPreprocessing, problems: parsed.error.issues.map(toProblem) };
  const { data } = parsed;
  return {
    value: {
      date: data.date ?? defaultPreprocessing.date,
      host: data.host ?? defaultPreprocessing.host,
      message: data.message ?? defaultPreprocessing.message,
      service: data.service ?? defaultPreprocessing.service,
      source: data.source ?? defaultPreprocessing.source,
      span_id: data.span_id ?? defaultPreprocessing.span_id,
      status: data.status ?? defaultPreprocessing.status,
      trace_id: data.trace_id ?? defaultPreprocessing.trace_id,
    },
    problems: [],
  };
}

function toProblem(issue: z.core.$ZodIssue): PipelineProblem {
  const known = Object.keys(schema.shape).join(', ');
  return {
    severity: 'error',
    reason: 'InvalidConfig',
    path: `preprocessing${printConfigField(issue.path)}`,
    message: `${printConfigIssue(issue)}; each of ${known} takes a list of attribute paths`,
  };
}

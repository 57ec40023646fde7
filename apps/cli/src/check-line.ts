import {
  type CheckResult,
  type QueryError,
  checkMonitorQuery,
  checkQuery,
  parseMonitorQuery,
  parseQueries,
} from '@dogwatch/query';
import { readMonitorLine } from './read-monitor-line.js';

/** Something wrong with a line: `offset` is a place in `query`, undefined when the line holds no query at all. */
export interface Problem {
  /** Whether the line cannot be read, the query cannot be parsed, or what it says is wrong. */
  readonly level: 'input' | 'syntax' | 'semantic';
  readonly reason: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number | undefined;
  readonly found?: string;
  readonly expected?: string;
}

/** What was found in a line; it is refused when there are errors. */
export interface CheckedLine {
  readonly query: string;
  readonly type?: string | undefined;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** How the lines of a file are read: metric queries as the API takes them, those of dashboards, or monitor queries. */
export type LineLanguage = 'metric' | 'dashboard' | 'monitor';

/** Checks one line. */
export function checkLine(text: string, language: LineLanguage): CheckedLine {
  return language === 'monitor' ? checkMonitorLine(text) : checkMetricLine(text, language);
}

function checkMetricLine(query: string, use: 'metric' | 'dashboard'): CheckedLine {
  const parsed = parseQueries(query);
  if (parsed.ok) {
    return { query, ...problemsOf(checkQuery(parsed, { use })) };
  }
  const problem = isMonitorQuery(query) ? toMonitorProblem(toProblem(parsed.error)) : toProblem(parsed.error);
  // Dashboards keep such queries although the query API refuses them.
  const isTolerated = use === 'dashboard' && parsed.error.reason === 'MixedScope';
  return isTolerated ? { query, errors: [], warnings: [problem] } : { query, errors: [problem], warnings: [] };
}

function isMonitorQuery(text: string): boolean {
  const monitor = readMonitorLine(text);
  return monitor.ok && parseMonitorQuery(monitor.query, monitor.type).ok;
}

function toMonitorProblem(problem: Problem): Problem {
  return { ...problem, message: `${problem.message}; this is a monitor query, check it with --monitor` };
}

function checkMonitorLine(text: string): CheckedLine {
  const monitor = readMonitorLine(text);
  if (!monitor.ok) {
    const { reason, message } = monitor;
    return {
      query: text,
      errors: [{ level: 'input', reason, message, line: 1, column: 1, offset: undefined }],
      warnings: [],
    };
  }
  const { query, type, context } = monitor;
  const parsed = parseMonitorQuery(query, type);
  return parsed.ok
    ? { query, type, ...problemsOf(checkMonitorQuery(type, parsed, context)) }
    : { query, type, errors: [toProblem(parsed.error)], warnings: [] };
}

function problemsOf(result: CheckResult): Pick<CheckedLine, 'errors' | 'warnings'> {
  return { errors: result.errors.map(fromFinding), warnings: result.warnings.map(fromFinding) };
}

function fromFinding({ reason, message, line, column, span }: CheckResult['errors' | 'warnings'][number]): Problem {
  return { level: 'semantic', reason, message, line, column, offset: span.start };
}

function toProblem({ reason, line, column, offset, found, expected, detail }: QueryError): Problem {
  // Line and column are told beside the message.
  const message = `${detail === undefined ? '' : `${detail}: `}found ${found}, expected ${expected}`;
  return { level: 'syntax', reason, message, line, column, offset, found, expected };
}

import { renderExcerpt, shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';

/** Something wrong or doubtful in a file, with its place. */
export interface ManifestProblem {
  readonly severity: 'error' | 'warning';
  readonly reason: string;
  /** `spec.options.thresholds.critical`; empty for a whole object. */
  readonly path: string;
  readonly message: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The query that is wrong, and where: the index of a character. */
  readonly query?: string;
  readonly offset?: number;
}

/** A problem in a line, and below it the query with a mark where it is wrong. */
export function renderProblem(problem: ManifestProblem, style: Terminal['style']): string {
  const { severity, reason, path, message, file, line, query, offset } = problem;
  const place = `${shown(file)}:${line}`;
  // most messages name their field
  const isNamed = path === '' || message.toLowerCase().startsWith(path.toLowerCase());
  const text = isNamed ? message : `${path}: ${message}`;
  const head = `${place}: ${style(severity === 'error' ? 'red' : 'yellow', severity)} ${reason}: ${shown(text)}\n`;
  return query === undefined || offset === undefined ? head : `${head}${renderExcerpt(query, offset)}\n`;
}

import { createLogger, type CreateLoggerOptions, type Logger } from './logger.js';

/** One line as it would have been written. */
export interface CapturedLine {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A logger for tests, with what it wrote. */
export interface CapturingLogger {
  readonly logger: Logger;
  /** The lines so far, parsed, oldest first. */
  readonly lines: readonly CapturedLine[];
  /** The lines so far as written. */
  text(): string;
}

/** A logger that keeps its lines, at level `debug` unless told otherwise; masking works as in a service. */
export function capturingLogger(options: Omit<CreateLoggerOptions, 'write'> = {}): CapturingLogger {
  const lines: CapturedLine[] = [];
  const written: string[] = [];
  const write = (line: string): void => {
    written.push(line);
    lines.push(parseLine(line));
  };
  return { logger: createLogger({ level: 'debug', ...options, write }), lines, text: () => written.join('') };
}

function parseLine(line: string): CapturedLine {
  const parsed: Record<string, unknown> = { ...JSON.parse(line) };
  return { ...parsed, level: String(parsed['level']), message: String(parsed['message']) };
}

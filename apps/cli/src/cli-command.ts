import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

/** How a command ended: all is well, what was looked at is not, or it could not be looked at. */
export type ExitCode = 0 | 1 | 2;

/** One command: a file that exports this, and a line in `commands.ts`. */
export interface CliCommand {
  /** The words after `dogwatch`, such as `['query', 'check']`. */
  readonly path: readonly [group: string, name: string];
  /** One sentence for the help. */
  readonly summary: string;
  /** Adds arguments, options and examples to the command and answers what runs it. */
  readonly define: (command: Command) => (terminal: Terminal) => Promise<ExitCode>;
}

/** The command was used wrongly, or lacks what it was pointed at; told on standard error, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

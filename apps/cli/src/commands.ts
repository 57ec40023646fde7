import type { CliCommand } from './cli-command.js';
import { queryCheck } from './query-check.js';

/** Every command, in the order of the help. */
export const commands: readonly CliCommand[] = [queryCheck];

/** What the groups of commands are about. */
export const groups: Readonly<Record<string, string>> = {
  query: 'Work with queries of metrics and monitors',
};

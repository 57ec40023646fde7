export { type CliCommand, type ExitCode, UsageError } from './cli-command.js';
export { checkUsage, runCli, type UsageProblem } from './run-cli.js';
export type { Terminal } from './terminal.js';
export { commands } from './commands.js';

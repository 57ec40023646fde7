import type { Command } from 'commander';

/** The options of a command that reads resources from files. */
export function addResourceOptions(command: Command): Command {
  return command
    .requiredOption('-f, --filename <FILE...>', 'files or folders with resources as YAML or JSON; - for standard input')
    .option('--namespace <NAME>', 'the namespace of resources that name none', 'default');
}

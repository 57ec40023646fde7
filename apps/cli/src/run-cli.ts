import { Command, CommanderError } from 'commander';
import { type CliCommand, type ExitCode, UsageError } from './cli-command.js';
import { commands, groups } from './commands.js';
import type { Terminal } from './terminal.js';

/** Runs the command that the arguments (without node and script) name; answers the code to exit with. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has told what is wrong; a help or version that was asked for is no failure.
      return error.exitCode === 0 ? 0 : 2;
    }
    if (error instanceof UsageError) {
      terminal.tell(`dogwatch: ${error.message}`);
      return 2;
    }
    throw error;
  }
}

function createProgram(terminal: Terminal, onExit: (code: ExitCode) => void): Command {
  const program = new Command('dogwatch')
    .description('The Datadog control plane for Kubernetes, from the command line')
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: () => terminal.columns ?? 80,
      getErrHelpWidth: () => terminal.columns ?? 80,
      writeOut: (text) => void terminal.write(text),
      writeErr: (text) => terminal.tell(text.trimEnd()),
    });
  for (const command of commands) {
    const added = groupOf(program, command).command(command.path[1]).description(command.summary);
    const run = command.define(added);
    added.action(async () => onExit(await run(terminal)));
  }
  return program;
}

function groupOf(program: Command, { path: [name] }: CliCommand): Command {
  return (
    program.commands.find((group) => group.name() === name) ?? program.command(name).description(groups[name] ?? '')
  );
}

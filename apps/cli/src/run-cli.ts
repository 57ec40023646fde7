import { Command, CommanderError } from 'commander';
import { type CliCommand, type ExitCode, UsageError } from './cli-command.js';
import { commands, groups } from './commands.js';
import type { Terminal } from './terminal.js';

/** What is wrong with the words of a command line. */
export interface UsageProblem {
  /** A code of commander, such as `commander.unknownOption`. */
  readonly code: string;
  readonly message: string;
}

type Run = (terminal: Terminal) => Promise<ExitCode>;

/** Runs the command that the arguments (without node and script) name; answers the code to exit with. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram(terminal, async (run) => {
    exitCode = await run(terminal);
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

const silentTerminal: Terminal = {
  input: { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }) },
  write: async () => undefined,
  tell: () => undefined,
  style: (_, text) => text,
};

/** What is wrong with arguments, without running the command that they name; undefined when it could run. */
export async function checkUsage(args: readonly string[]): Promise<UsageProblem | undefined> {
  try {
    await createProgram(silentTerminal, async () => undefined).parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? undefined : { code: error.code, message: error.message };
  }
}

function createProgram(terminal: Terminal, act: (run: Run) => Promise<void>): Command {
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
    added.action(async () => act(run));
  }
  return program;
}

function groupOf(program: Command, { path: [name] }: CliCommand): Command {
  return (
    program.commands.find((group) => group.name() === name) ?? program.command(name).description(groups[name] ?? '')
  );
}

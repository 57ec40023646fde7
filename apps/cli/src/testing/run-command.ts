import { runCli } from '../run-cli.js';
import { bytesOf, type Outcome } from './run-logs.js';

/** Runs `dogwatch` with these arguments in this process, without colours. */
export async function runCommand(args: readonly string[], input = ''): Promise<Outcome> {
  let output = '';
  let errors = '';
  const exitCode = await runCli(args, {
    input: bytesOf(input),
    write: async (text) => {
      output += text;
    },
    tell: (line) => {
      errors += `${line}\n`;
    },
    style: (_, text) => text,
  });
  return { exitCode, output, errors };
}

import { runCli } from '../run-cli.js';

/** What a command gave. */
export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Text as the bytes of an input. */
export async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

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

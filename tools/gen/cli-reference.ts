import { commands, runCli } from '@dogwatch/cli';
import type { GeneratedFile } from './generated-file.ts';

async function helpOf(args: readonly string[]): Promise<string> {
  let text = '';
  await runCli([...args, '--help'], {
    input: (async function* () {})(),
    write: async (piece) => {
      text += piece;
    },
    tell: (line) => {
      text += `${line}\n`;
    },
    style: (_, plain) => plain,
  });
  return text.trimEnd();
}

/** The page of the command line: every command's help, as it prints it. */
export async function generateCliReference(): Promise<readonly GeneratedFile[]> {
  const pages = await Promise.all(
    commands.map(async ({ path }) => `## dogwatch ${path.join(' ')}\n\n\`\`\`\n${await helpOf(path)}\n\`\`\``),
  );
  const list = commands.map(({ path, summary }) => {
    const name = `dogwatch ${path.join(' ')}`;
    return `| [\`${name}\`](#${name.replaceAll(' ', '-')}) | ${summary} |`;
  });
  const table = ['| command | what it does |', '|---|---|', ...list].join('\n');
  const intro =
    'Exit codes: 0 all is well, 1 what was looked at is not, 2 it could not be looked at (wrong usage, no such file, no NATS). Generated from the commands by `npm run gen`; do not edit.';
  return [{ path: 'docs/reference/cli.md', text: `${['# The command line', intro, table, ...pages].join('\n\n')}\n` }];
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runCommand } from './run-command.js';
import type { TestFolder } from './use-folder.js';

const root = resolve(import.meta.dirname, '../../../..');

/** A guide of the documentation: its blocks, and its commands, which are run in a folder. */
export interface Guide {
  /** The blocks of a language, in their order. */
  readonly blocks: (language: string) => readonly string[];
  /** Runs the next command of `dogwatch` that the guide shows; answers what it tells, or nothing when it is as shown (`...`: any lines). */
  readonly differenceOfNext: () => Promise<string>;
}

interface Shown {
  readonly command: string;
  readonly output: string;
}

/** Opens a guide; its commands read and write files of the folder. */
export function playGuide(name: string, folder: TestFolder): Guide {
  const text = readFileSync(resolve(root, name), 'utf8');
  const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
  const shown = blocks.filter(({ language }) => language === '').flatMap(({ code }) => readShown(code));
  let next = 0;
  return {
    blocks: (language) => blocks.filter((block) => block.language === language).map(({ code }) => code),
    async differenceOfNext() {
      const { command, output } = shown[next++] ?? { command: 'nothing more', output: '' };
      const told = await run(command, folder);
      return toPattern(output).test(told)
        ? ''
        : `$ ${command}
${told}`;
    },
  };
}

/** The commands of dogwatch in a block, each with the lines below it. */
function readShown(code: string): Shown[] {
  return code
    .split(/^\$ /m)
    .slice(1)
    .map((part) => ({ command: part.split('\n')[0] ?? '', output: part.split('\n').slice(1).join('\n') }))
    .filter(({ command }) => /(^|\| )(npx )?dogwatch /.test(command));
}

/** Knows what guides use: one command, behind `echo '...' |` or before `< FILE`, words without quotes. */
async function run(command: string, folder: TestFolder): Promise<string> {
  const [, piped, words = '', file] =
    /^(?:echo '(.*)' \| )?(?:npx )?dogwatch ([^<]*?)(?: < (\S+))?$/.exec(command) ?? [];
  const input = file === undefined ? `${piped ?? ''}\n` : readFileSync(resolve(folder.path, file), 'utf8');
  const args = words.split(' ').map((word) => (/\.(json|yaml)$/.test(word) ? resolve(folder.path, word) : word));
  const { output, errors } = await runCommand(args, input);
  return `${output}${errors}`.replaceAll(`${folder.path}/`, '');
}

function toPattern(output: string): RegExp {
  const lines = output.trimEnd().split('\n');
  const patterns = lines.map((line) => (line.trim() === '...' ? '(?:.*\n)*?' : `${RegExp.escape(line)}\n`));
  return new RegExp(`^${patterns.join('')}$`);
}

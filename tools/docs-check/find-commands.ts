import type { CodeBlock, MarkdownPage, Place } from './read-markdown.ts';
import { splitCommands, type Words } from './split-commands.ts';

/** A command that a page tells to run. */
export interface FoundCommand extends Place {
  readonly words: Words;
  /** Whether it stands within a line, where it may be cut short or have placeholders. */
  readonly isInline: boolean;
}

const shells: ReadonlySet<string> = new Set(['', 'sh', 'bash', 'shell', 'console']);
const programs = /^\s*([A-Z_]+=\S+ )*(npx|npm|dogwatch|helm|node|kubectl|docker) /;

/** The commands of a page: those of its blocks, and code within its lines that begins with a program. */
export function findCommands(page: MarkdownPage): readonly FoundCommand[] {
  const inBlocks = page.blocks.filter(({ language }) => shells.has(language)).flatMap(toBlockCommands);
  const inline = page.spans
    .filter(({ text }) => programs.test(`${text} `))
    .flatMap(({ text, line }) =>
      splitCommands(withoutPlaceholders(text)).map((words) => ({
        text,
        line,
        words: toProgram(words),
        isInline: true,
      })),
    );
  return [...inBlocks, ...inline];
}

/** Lines behind `$ `, or where there are none, those that begin with a program; with the lines that they go on in. */
function toBlockCommands({ text, line: first }: CodeBlock): FoundCommand[] {
  const lines = text.split('\n');
  const hasPrompts = lines.some((line) => line.startsWith('$ '));
  return lines.flatMap((line, index) => {
    if (hasPrompts ? !line.startsWith('$ ') : !programs.test(line)) return [];
    const script = lines.slice(index, index + 1 + countContinued(lines, index)).join('\n');
    return splitCommands(script.replace(/^\$ /, '')).map((words) => ({
      text: line.trim(),
      line: first + index,
      words: toProgram(words),
      isInline: false,
    }));
  });
}

function countContinued(lines: readonly string[], index: number): number {
  let count = 0;
  while ((lines[index + count] ?? '').endsWith('\\')) count++;
  return count;
}

/** `[--option]`, `A|B` and `...` of a usage line as one of the ways to write it. */
function withoutPlaceholders(text: string): string {
  return text
    .replaceAll(/\\?\|[\w-]+/g, '')
    .replaceAll(/[[\]]/g, '')
    .replaceAll('...', '');
}

/** `npx` in front changes nothing. */
function toProgram(words: Words): Words {
  return words[0] === 'npx' ? words.slice(1) : words;
}

import { checkName, edit, toCamelCase, writeNew } from './scaffold.ts';
import type { Scaffold } from './scaffold.ts';

const folder = 'libs/domain/logs/src/processors';

function toSource(name: string): string {
  return `import { z } from 'zod';
import { parsePath, readPath } from '../path.js';
import { defineProcessor } from '../processor.js';

const config = z.object({
  source: z.string().min(1),
});

/** Says what the processor is for. */
export const processor = defineProcessor({
  type: '${name}',
  summary: 'Says what it reads, what it writes, and when it writes nothing.',
  config,
  examples: [
    {
      title: 'A log without the source is left alone.',
      config: { source: 'a' },
      log: {},
      expected: {},
    },
  ],
  compile: (options) => {
    const source = parsePath(options.source);
    return (log) => (readPath(log.attributes, source) === undefined ? 'NoSource' : 'InvalidValue');
  },
});
`;
}

interface Entry {
  readonly file: string;
  readonly constant: string;
}

const importPattern = /^import \{ processor as (?<constant>\w+) \} from '\.\/(?<file>[^']+)\.js';$/;

function addToRegistry(text: string, entry: Entry): string {
  const lines = text.split('\n');
  const present = lines.flatMap((line): Entry[] => {
    const { file, constant } = importPattern.exec(line)?.groups ?? {};
    return file !== undefined && constant !== undefined ? [{ file, constant }] : [];
  });
  const entries = [...present, entry].sort((a, b) => (a.file < b.file ? -1 : 1));
  const imports = entries.map(({ file, constant }) => `import { processor as ${constant} } from './${file}.js';`);
  const first = lines.findIndex((line) => importPattern.test(line));
  const others = lines.filter((line) => !importPattern.test(line));
  const list = entries.map(({ constant }) => `  ${constant},\n`).join('');
  return others
    .toSpliced(first, 0, ...imports)
    .join('\n')
    .replace(/= \[[^\]]*\]/, `= [\n${list}]`);
}

/** A log processor: its file with an empty example, and its registry line. */
export const processorScaffold: Scaffold = {
  kind: 'processor',
  usage: 'processor TYPE',
  summary: `a log processor (${folder}/TYPE.ts)`,
  create: ([given]) => {
    const name = checkName(given);
    writeNew(`${folder}/${name}.ts`, toSource(name));
    edit(`${folder}/index.ts`, (text) => addToRegistry(text, { file: name, constant: toCamelCase(name) }));
    return `write ${folder}/${name}.ts, then npm run gen; its examples run with vitest run libs/domain/logs/src/processors`;
  },
};

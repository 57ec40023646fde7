import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkUsage } from '@dogwatch/cli';
import { findCommands, type FoundCommand } from './find-commands.ts';
import { type MarkdownPage, type Problem, problemAt } from './read-markdown.ts';

/** What commands are compared with. */
export interface CommandsContext {
  readonly root: string;
  /** Scripts of the root's package.json. */
  readonly scripts: ReadonlySet<string>;
}

type Check = (command: FoundCommand, context: CommandsContext) => string | undefined | Promise<string | undefined>;

const checks: Readonly<Record<string, Check>> = {
  dogwatch: checkDogwatch,
  npm: checkNpm,
  node: ({ words }, { root }) => checkScript(words[1], root),
};

/** Commands of a page that cannot run: of dogwatch by its own options, npm's scripts, files that node runs. */
export async function checkCommands(page: MarkdownPage, context: CommandsContext): Promise<readonly Problem[]> {
  const problems = await Promise.all(
    findCommands(page).map(async (command) => {
      const message = await checks[command.words[0] ?? '']?.(command, context);
      return message === undefined ? [] : [problemAt(page, command, `${command.text}: ${message}`)];
    }),
  );
  return problems.flat();
}

/** What a command within a line may leave out. */
const shortened: ReadonlySet<string> = new Set([
  'commander.help',
  'commander.missingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.optionMissingArgument',
]);

async function checkDogwatch({ words, isInline }: FoundCommand): Promise<string | undefined> {
  const problem = await checkUsage(words.slice(1));
  return problem === undefined || (isInline && shortened.has(problem.code)) ? undefined : problem.message;
}

function checkNpm({ words: [, verb, name] }: FoundCommand, { scripts }: CommandsContext): string | undefined {
  const script = verb === 'run' ? name : verb === 'test' || verb === 'start' ? verb : undefined;
  return script === undefined || scripts.has(script) ? undefined : `package.json has no script ${script}`;
}

/** What is built comes from a file of the same name. */
function checkScript(file: string | undefined, root: string): string | undefined {
  if (file === undefined || !/\.[jt]s$/.test(file) || /^[A-Z]+\./.test(file)) return undefined;
  const source = file.replace('/dist/', '/src/').replace(/(?<=\/src\/.*)\.js$/, '.ts');
  return existsSync(join(root, source)) ? undefined : `there is no ${source}`;
}

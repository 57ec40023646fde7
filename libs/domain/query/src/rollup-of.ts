import type { Series } from './ast.js';

/** What the last `.rollup()` of a series asks for; each part is undefined when it is not given. */
export interface Rollup {
  readonly method: string | undefined;
  readonly seconds: number | undefined;
  /** `daily`, `weekly` or `monthly`. */
  readonly calendar: string | undefined;
}

/** The rollup of a series; undefined without one, when Datadog chooses the interval by the length of the window. */
export function rollupOf({ modifiers }: Series): Rollup | undefined {
  const args = modifiers.findLast(({ name }) => name === 'rollup')?.args;
  if (!args) {
    return undefined;
  }
  const words = args.filter(({ kind }) => kind === 'word').map(({ text }) => text);
  const seconds = args.find((argument) => argument.kind === 'number')?.value;
  const calendar = words.find((word) => /^(?:daily|weekly|monthly)$/.test(word));
  return { method: words.find((word) => word !== calendar), seconds, calendar };
}

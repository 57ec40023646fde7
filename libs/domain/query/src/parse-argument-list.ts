import type { Cursor } from './cursor.js';
import { code, skip, take } from './scan.js';

/** The arguments in parentheses behind `.name`; undefined when there is a mistake, which the cursor then knows. */
export function parseArgumentList<T extends object>(
  cursor: Cursor,
  name: string,
  parseArgument: (cursor: Cursor) => T | undefined,
): T[] | undefined {
  if (!take(cursor, code.open, `'(' after .${name}`)) {
    return undefined;
  }
  const args: T[] = [];
  if (skip(cursor, code.close)) {
    return args;
  }
  for (;;) {
    const argument = parseArgument(cursor);
    if (!argument) {
      return undefined;
    }
    args.push(argument);
    if (skip(cursor, code.close)) {
      return args;
    }
    if (!take(cursor, code.comma, "',' or ')'")) {
      return undefined;
    }
  }
}

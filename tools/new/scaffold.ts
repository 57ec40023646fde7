import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What `npm run new` can make. */
export interface Scaffold {
  /** The word after `npm run new --`. */
  readonly kind: string;
  /** The arguments it takes, as shown in the usage text. */
  readonly usage: string;
  readonly summary: string;
  /** Makes the files and returns what to do next; throws a `UsageError` on bad arguments. */
  readonly create: (args: readonly string[]) => string;
}

/** The caller's mistake; its message is all that is shown. */
export class UsageError extends Error {}

/** A name as used for files and packages: `kebab-case`. Throws a `UsageError` that says so. */
export function checkName(name: string | undefined): string {
  if (name !== undefined && /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) return name;
  throw new UsageError(`a name is kebab-case, such as retry-budget; got ${JSON.stringify(name ?? '')}`);
}

/** `retry-budget` as `retryBudget`. */
export function toCamelCase(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `retry-budget` as `RetryBudget`. */
export function toPascalCase(name: string): string {
  const camel = toCamelCase(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** Writes a new file. Throws a `UsageError` when it is there already: scaffolds never overwrite. */
export function writeNew(path: string, text: string): void {
  if (existsSync(path)) throw new UsageError(`${path} is there already`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Changes a file's text in place. */
export function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

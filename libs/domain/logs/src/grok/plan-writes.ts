import type { AttributeValue } from '../log.js';
import type { TokenCapture } from './expand-rule.js';
import type { ApplyFilter } from './filter.js';
import type { PrintedCapture } from './regex/print-regex.js';

/** Writes what one group of a match holds. */
export interface WriteStep {
  /** The number of the group. */
  readonly group: number;
  readonly convert: ((text: string) => AttributeValue | undefined) | undefined;
  readonly filters: readonly ApplyFilter[];
  /** `[]`: the root. */
  readonly path: readonly string[];
  /** The last key of the path. */
  readonly key: string;
  /** The index in `parents` of the object that holds the key. */
  readonly parent: number;
  /** Steps that write to one path have the same number; -1 for the only one of its path. */
  readonly shared: number;
}

/** An object on the way to a value: a key of an earlier one. The first one is the root. */
export interface ParentStep {
  readonly parent: number;
  readonly key: string;
}

/** How a match becomes attributes; everything that can be known before there is one. */
export interface WritePlan {
  readonly steps: readonly WriteStep[];
  readonly parents: readonly ParentStep[];
  /** Whether no step can replace an object that another one writes into, so that each parent is looked up once. */
  readonly isPlain: boolean;
}

/** Plans the writes of the groups of a regex, in their order; names of a user's own groups are keys of the root, dots and all. */
export function planWrites(captures: readonly PrintedCapture[], tokens: readonly TokenCapture[]): WritePlan {
  const sources = captures.map(({ name, index }) => ({ group: index, ...findSource(name, tokens) }));
  const texts = sources.map(({ path }) => JSON.stringify(path));
  const parents: ParentStep[] = [{ parent: 0, key: '' }];
  const steps = sources.map((source, position) => {
    const text = texts[position] ?? '';
    const isShared = texts.indexOf(text) !== texts.lastIndexOf(text) && source.path.length > 0;
    const key = source.path.at(-1) ?? '';
    return { ...source, key, parent: findParent(source.path, parents), shared: isShared ? texts.indexOf(text) : -1 };
  });
  const paths = steps.map(({ path }) => path);
  const isPlain = steps.every(
    ({ path, shared }) => shared === -1 && path.length > 0 && !paths.some((other) => isBelow(other, path)),
  );
  return { steps, parents, isPlain };
}

function findSource(name: string, tokens: readonly TokenCapture[]): TokenCapture {
  const token = name.startsWith('\0') ? tokens[Number(name.slice(1))] : undefined;
  return token ?? { path: [name], convert: undefined, filters: [] };
}

function findParent(path: readonly string[], parents: ParentStep[]): number {
  let parent = 0;
  for (const key of path.slice(0, -1)) {
    const known = parents.findIndex((step, index) => index > 0 && step.parent === parent && step.key === key);
    parent = known === -1 ? parents.push({ parent, key }) - 1 : known;
  }
  return parent;
}

function isBelow(path: readonly string[], other: readonly string[]): boolean {
  return path.length > other.length && other.every((key, index) => path[index] === key);
}

import { Counter, type Registry } from '@dogwatch/telemetry';

/** Counts one more with these values of the labels, in the order of their names. */
export type CountBy = (...values: readonly string[]) => void;

/** What is counted. */
export interface CountOptions {
  readonly name: string;
  readonly help: string;
  /** Values come from small sets. */
  readonly labelNames: readonly string[];
}

/** Values of the first labels, and how often it was exactly these since the registry was read. */
interface Branch {
  readonly branches: Map<string, Branch>;
  count: number;
}

/**
 * A counter for what every review counts a dozen times. Finding a series of the registry's own counter costs more than all the
 * counting, so it gets the sums, whenever it is read.
 */
export function countBy(registry: Registry, { name, help, labelNames }: CountOptions): CountBy {
  const root = newBranch();
  const counter: Counter = new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    collect: () => flush(root, []),
  });

  const flush = (branch: Branch, values: readonly string[]): void => {
    if (branch.count > 0) counter.inc(toLabels(labelNames, values), branch.count);
    branch.count = 0;
    for (const [value, next] of branch.branches) flush(next, [...values, value]);
  };

  return (...values) => {
    let branch = root;
    for (const value of values) branch = branchOf(branch, value);
    branch.count += 1;
  };
}

function branchOf({ branches }: Branch, value: string): Branch {
  const known = branches.get(value);
  if (known !== undefined) return known;
  const made = newBranch();
  branches.set(value, made);
  return made;
}

function newBranch(): Branch {
  return { branches: new Map(), count: 0 };
}

function toLabels(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

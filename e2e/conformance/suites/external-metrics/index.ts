import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, CaseResult, Suite } from '../../suite.ts';
import type { GroupRunner, Vector } from './vector.ts';

/** Group -> what runs its vectors. A group that is not here is skipped, by name. */
const groups: Readonly<Record<string, GroupRunner>> = {};

/** Stop what the groups have started (servers, simulators). */
const closers: readonly (() => Promise<void>)[] = [];

function* load(folder: string): Iterable<Case> {
  const { vectors = [] }: { vectors?: readonly Vector[] } = JSON.parse(
    readFileSync(join(folder, 'external-metrics.json'), 'utf8'),
  );
  for (const vector of vectors) yield { key: vector.id, group: vector.group, run: () => run(vector) };
}

function run(vector: Vector): CaseResult | Promise<CaseResult> {
  const runner = Object.hasOwn(groups, vector.group) ? groups[vector.group] : undefined;
  return runner?.(vector) ?? { ok: 'skipped', why: `the group ${vector.group} has no runner` };
}

export const suite: Suite = {
  name: 'external-metrics',
  load,
  close: async () => {
    await Promise.all(closers.map((close) => close()));
  },
};

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, CaseResult, Suite } from '../../suite.ts';
import { run as certificate } from './certificate.ts';
import { runHttp } from './http.ts';
import { run as libConfig } from './lib-config.ts';
import { run as mutate } from './mutate.ts';
import { run as registration } from './registration.ts';
import { stopWebhooks } from './running-webhook.ts';
import { run as select } from './select.ts';
import { run as ssiConfig } from './ssi-config.ts';
import { run as tagsOwner } from './tags-owner.ts';
import type { GroupRunner, Vector } from './vector.ts';

/** Group -> what runs its vectors. A group that is not here is skipped, by name. */
const groups: Readonly<Record<string, GroupRunner>> = {
  certificate,
  chain: mutate,
  config: mutate,
  'lib-config': libConfig,
  'lib-select': select,
  'lib-v1': mutate,
  'lib-v2': mutate,
  registration,
  resources: mutate,
  'service-name': mutate,
  'ssi-config': ssiConfig,
  'ssi-pod': mutate,
  'ssi-target': select,
  switch: mutate,
  tags: mutate,
  'tags-owner': tagsOwner,
};

/** Stop what the groups have started (servers, simulators). */
const closers: readonly (() => Promise<void>)[] = [stopWebhooks];

function* load(folder: string): Iterable<Case> {
  const { vectors = [] }: { vectors?: readonly Vector[] } = JSON.parse(
    readFileSync(join(folder, 'admission.json'), 'utf8'),
  );
  for (const vector of vectors) yield { key: vector.name, group: vector.group, run: () => run(vector, vectors) };
}

function run(vector: Vector, vectors: readonly Vector[]): CaseResult | Promise<CaseResult> {
  if (vector.group === 'http') {
    return runHttp(vector, (name) => vectors.find((other) => other.name === name)?.expected['pod']);
  }
  const runner = Object.hasOwn(groups, vector.group) ? groups[vector.group] : undefined;
  return runner?.(vector) ?? { ok: 'skipped', why: `the group ${vector.group} has no runner` };
}

export const suite: Suite = {
  name: 'admission',
  load,
  close: async () => {
    await Promise.all(closers.map((close) => close()));
  },
};

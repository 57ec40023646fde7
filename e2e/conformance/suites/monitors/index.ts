import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, CaseResult, Suite } from '../../suite.ts';
import { run as api } from './api.ts';
import { run as batch } from './batch.ts';
import { run as drift } from './drift.ts';
import { run as errors } from './errors.ts';
import { run as mapping } from './mapping.ts';
import { run as printer } from './printer.ts';
import { run as sequences } from './sequences.ts';
import { run as siblings } from './siblings.ts';
import { run as status } from './status.ts';
import { run as validation } from './validation.ts';
import type { SectionRunner, Vector } from './vector.ts';

/** Section -> what runs its cases. A section that is not here is skipped, by name. */
const sections: Readonly<Record<string, SectionRunner>> = {
  api,
  batch,
  drift,
  errors,
  mapping,
  printer,
  sequences,
  siblings,
  status,
  validation,
};

function* load(folder: string): Iterable<Case> {
  const file: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(folder, 'monitors.json'), 'utf8'));
  for (const [group, vectors] of Object.entries(file)) {
    if (!Array.isArray(vectors)) continue;
    for (const vector of vectors as readonly Vector[]) {
      yield { key: vector.id, group, run: () => run(group, vector) };
    }
  }
}

function run(group: string, vector: Vector): CaseResult | Promise<CaseResult> {
  return sections[group]?.(vector) ?? { ok: 'skipped', why: `the section ${group} has no runner` };
}

export const suite: Suite = { name: 'monitors', load };

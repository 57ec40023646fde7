import { join } from 'node:path';
import { isAttributes, toLogStatus } from '@dogwatch/logs';
import type { Case, Suite } from '../../suite.ts';
import { compareJson } from '../../compare.ts';
import { readJson } from './logs-environment.ts';

function* load(folder: string): Iterable<Case> {
  const content = readJson(join(folder, 'logs-status.json'));
  const vectors = isAttributes(content) ? content['vectors'] : undefined;
  for (const [index, vector] of (Array.isArray(vectors) ? vectors : []).entries()) {
    if (!isAttributes(vector)) continue;
    const { value = '', status } = vector;
    yield { key: `${index} ${JSON.stringify(value)}`, run: () => compareJson(status, toLogStatus(value)) };
  }
}

/** What the values of a status attribute stand for. */
export const suite: Suite = { name: 'logs-status', load };

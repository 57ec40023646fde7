import { isAlwaysActive } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { expectation, type GroupRunner } from './vector.ts';

export const run: GroupRunner = (vector) =>
  compareJson(expectation(vector), {
    alwaysActive: isAlwaysActive(vector.input['annotation'] as Readonly<Record<string, string>>),
  });

import { backoffSeconds } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { expectation, type GroupRunner } from './vector.ts';

const justBelowOne = 1 - Number.EPSILON;

export const run: GroupRunner = (vector) => {
  const retries = Number(vector.input['retries']);
  const [min, middle, max] = [0, 0.5, justBelowOne].map((random) => backoffSeconds(retries, random));
  if (min === undefined || middle === undefined || max === undefined || middle < min || middle > max)
    return { ok: false, diff: `${middle} is not within ${min} and ${max}` };
  return compareJson(expectation(vector), { delaySeconds: { min, max: Math.round(max) } });
};

import { effectiveMaxAgeSeconds, isFresh, isServable } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { defaultNowSeconds, expectation, type GroupRunner } from './vector.ts';

interface Input {
  readonly ageSeconds: number;
  readonly spec: { readonly maxAgeSeconds: number };
  readonly config: { readonly maxAge: number; readonly rollup: number; readonly queryValidityPeriod: number };
}

export const run: GroupRunner = (vector) => {
  const { ageSeconds, spec, config } = vector.input as unknown as Input;
  const maxAge = effectiveMaxAgeSeconds(spec, { maxAgeSeconds: config.maxAge, rollupSeconds: config.rollup });
  const dataTime = defaultNowSeconds - ageSeconds;
  return compareJson(expectation(vector), {
    effectiveMaxAge: maxAge,
    validOnRefresh: isFresh(dataTime, maxAge, defaultNowSeconds),
    servable: isServable(dataTime, maxAge, defaultNowSeconds, {
      queryValidityPeriodSeconds: config.queryValidityPeriod,
    }),
  });
};

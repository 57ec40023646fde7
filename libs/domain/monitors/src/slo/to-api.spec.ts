import { expect, test } from 'vitest';
import { checkSlo, toSloBody } from './to-api.js';

const spec = {
  name: 'Availability',
  type: 'metric',
  query: { numerator: 'sum:good{*}.as_count()', denominator: 'sum:all{*}.as_count()' },
  timeframe: '7d',
  targetThreshold: '99.9',
};

test('thresholds are numbers, also as milli quantities; an absent description is null', () => {
  expect(toSloBody({ ...spec, targetThreshold: '99900m' })).toMatchObject({
    ok: true,
    body: { description: null, thresholds: [{ target: 99.9, timeframe: '7d' }] },
  });
});

test('everything that is wrong is told at once', () => {
  expect(checkSlo({ ...spec, targetThreshold: 'much', timeframe: '1y' }).map(({ path }) => path)).toEqual([
    'spec.targetThreshold',
    'spec.timeframe',
  ]);
});

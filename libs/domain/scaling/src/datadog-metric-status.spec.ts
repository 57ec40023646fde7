import { datadogMetricCrd } from '@dogwatch/crds';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromStatus, needsStatusWrite, printTime, type StatusContent, toStatus } from './datadog-metric-status.js';
import { scalingReasons } from './reasons.js';

const content: StatusContent = {
  active: true,
  valid: true,
  value: 2.5,
  dataTimeSeconds: 1_700_000_000,
  error: undefined,
  references: ['hpa:a/b', 'wpa:a/c'],
  updatedAtMillis: 1_700_000_030_900,
};

function conditionsOf(state: StatusContent): readonly [string, string, string | undefined][] {
  return (toStatus(state, undefined).conditions ?? []).map(({ reason, status, type }) => [type, status, reason]);
}

describe('a status', () => {
  test('tells the state in four conditions', () => {
    const status = toStatus(content, undefined);
    expect(datadogMetricCrd.status.parse(status)).toEqual(status);
    expect(status).toMatchObject({ currentValue: '2.5', autoscalerReferences: 'hpa:a/b, wpa:a/c' });
    const updateTime = '2023-11-14T22:13:50Z';
    const dataTime = '2023-11-14T22:13:20Z';
    expect(
      status.conditions?.map(({ lastTransitionTime, lastUpdateTime }) => [lastTransitionTime, lastUpdateTime]),
    ).toEqual([
      [updateTime, updateTime],
      [updateTime, updateTime],
      [dataTime, dataTime],
      [updateTime, updateTime],
    ]);
  });

  test('has a reason on every condition', () => {
    expect(conditionsOf(content)).toEqual([
      ['Active', 'True', 'Referenced'],
      ['Valid', 'True', 'Fresh'],
      ['Updated', 'True', 'DataPoint'],
      ['Error', 'False', 'NoError'],
    ]);
    const error = { reason: 'RateLimited', message: '429' } as const;
    expect(conditionsOf({ ...content, references: [], valid: false, dataTimeSeconds: undefined, error })).toEqual([
      ['Active', 'True', 'AlwaysActive'],
      ['Valid', 'False', 'RateLimited'],
      ['Updated', 'True', 'NoDataPoint'],
      ['Error', 'True', 'RateLimited'],
    ]);
    expect(conditionsOf({ ...content, active: false, valid: false })[1]).toEqual(['Valid', 'False', 'NotActive']);
    expect(conditionsOf({ ...content, valid: false })[1]).toEqual(['Valid', 'False', 'Invalid']);
    expect(conditionsOf({ ...content, valid: false, dataTimeSeconds: undefined })[1]?.[2]).toBe('NotQueriedYet');
  });

  test('keeps the transition time of what does not flip', () => {
    const before = toStatus(content, undefined);
    const later = { ...content, valid: false, updatedAtMillis: content.updatedAtMillis + 60_000 };
    const [active, valid] = toStatus(later, before).conditions ?? [];
    expect(active?.lastTransitionTime).toBe(before.conditions?.[0]?.lastTransitionTime);
    expect(valid?.lastTransitionTime).toBe('2023-11-14T22:14:50Z');
  });

  test('is read back as it was, but for fractions of seconds', () => {
    const text = fc.string({ unit: 'grapheme' });
    const reason = fc.constantFrom(...(Object.keys(scalingReasons) as (keyof typeof scalingReasons)[]));
    const anyContent = fc.record({
      active: fc.constant(true),
      valid: fc.boolean(),
      value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      dataTimeSeconds: fc.option(fc.integer({ min: 0, max: 4_000_000_000 }), { nil: undefined }),
      error: fc.option(fc.record({ reason, message: text }), { nil: undefined }),
      references: fc.uniqueArray(fc.stringMatching(/^hpa:[a-z]{1,5}\/[a-z]{1,5}$/)),
      updatedAtMillis: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
    });
    fc.assert(
      fc.property(anyContent, (content) => {
        expect(fromStatus(toStatus(content, undefined), 0)).toEqual(content);
      }),
    );
  });

  test('that is missing, empty or written by another program is read as far as possible', () => {
    expect(fromStatus(undefined, 5)).toMatchObject({ active: false, valid: false, value: 0, updatedAtMillis: 5 });
    const conditions = [
      { type: 'Valid', status: 'True' as const },
      { type: 'Updated', status: 'True' as const, lastUpdateTime: null },
      { type: 'Error', status: 'True' as const, reason: 'Unable to fetch data from Datadog', message: 'boom' },
    ];
    expect(fromStatus({ currentValue: '1x', conditions }, 5)).toMatchObject({
      valid: false,
      value: 0,
      dataTimeSeconds: undefined,
      error: { reason: 'ServerError', message: 'boom' },
    });
  });

  test('is due when the state is a whole second newer, or nothing was written yet', () => {
    const status = toStatus(content, undefined);
    expect(needsStatusWrite(content, undefined)).toBe(true);
    expect(needsStatusWrite(content, status)).toBe(false);
    expect(needsStatusWrite({ updatedAtMillis: content.updatedAtMillis + 99 }, status)).toBe(false);
    expect(needsStatusWrite({ updatedAtMillis: content.updatedAtMillis + 100 }, status)).toBe(true);
  });
});

test('a time has whole seconds and Z', () => {
  expect(printTime(0)).toBe('1970-01-01T00:00:00Z');
});

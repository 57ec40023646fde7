import { describe, expect, test } from 'vitest';
import { createTestProcessor, pipelineOf } from '../testing/create-test-processor.js';
import { runBounded } from './watchdog.js';

/** Takes ages on a row of `a` without a `b` behind it; the look ahead keeps it from being made linear. */
const slowGrok = {
  type: 'grok-parser',
  source: 'message',
  grok: { support_rules: '', match_rules: String.raw`slow (?=a)%{regex("(a+)+b"):letters}` },
};
const stamp = { type: 'string-builder-processor', template: 'yes', target: 'stamped' };
const slowText = `${'a'.repeat(50)}!b`;

describe('a batch', () => {
  test('goes through in its order, whatever is in it', async () => {
    const { through } = createTestProcessor({ pipelines: [pipelineOf(stamp)] });
    const logs = [{ message: 'one', a: 1 }, 'two', 3, null, ['x'], { message: { inner: 'object' } }];
    expect(await through(...logs)).toMatchObject([
      { message: 'one', a: 1, stamped: 'yes', ddtags: 'env:test', timestamp: 1_700_000_000_000 },
      { message: 'two', stamped: 'yes' },
      { message: '3', stamped: 'yes' },
      { message: 'null' },
      { message: '["x"]' },
      { inner: 'object' },
    ]);
  });

  test('that is none is refused', async () => {
    const { process } = createTestProcessor();
    for (const payload of ['', 'no JSON', '[]', '{"logs":{}}', '{"receivedAtMillis":-1,"defaults":{},"logs":[]}'])
      expect(await process(payload)).toMatchObject({ ok: false, reason: 'UnreadableBatch' });
  });

  test('keeps integers that a double cannot hold', async () => {
    const { process } = createTestProcessor();
    const payload = '{"receivedAtMillis":1,"defaults":{},"logs":[{"id":9007199254740993}]}';
    expect(await process(payload)).toMatchObject({
      logs: [{ json: expect.stringContaining('"id":9007199254740993') }],
    });
  });
});

describe('a log that takes too long', () => {
  test('goes on as it came, with a tag that says why; the others of its batch are processed', async () => {
    const { through, told } = createTestProcessor({ pipelines: [pipelineOf(slowGrok, stamp)] });
    const slow = { message: slowText, service: 'shop', ddtags: 'team:a' };
    const [before, stuck, after] = await through({ message: 'aab' }, slow, { message: 'aab' });
    expect([before, after]).toMatchObject([
      { letters: 'aab', stamped: 'yes' },
      { letters: 'aab', stamped: 'yes' },
    ]);
    expect(stuck).toEqual({ ...slow, ddtags: 'team:a,env:test,dogwatch.reason:RuleTooSlow' });
    expect(told).toEqual([expect.stringMatching(/^RuleTooSlow pipelines\[0\]\.processors\[0\]/)]);
  });

  test('is told with its rule also when the argument of a filter is what takes so long', async () => {
    const rule = String.raw`slow %{data::keyvalue("(?=(=+)+x)=")}`;
    const grok = { type: 'grok-parser', source: 'message', grok: { match_rules: rule } };
    const { through, told } = createTestProcessor({ pipelines: [pipelineOf(grok, stamp)] });
    await through({ message: `k${'='.repeat(50)}v` });
    expect(told).toEqual(['RuleTooSlow pipelines[0].processors[0] rule slow']);
  });

  test('is no fault of the rule that is named when it is switched off', async () => {
    const { through, told, program } = createTestProcessor({ pipelines: [pipelineOf(slowGrok, stamp)] });
    await through(slowText);
    const place = told[0]?.replace('RuleTooSlow ', '') ?? '';
    expect(program.disable(place, 'RuleTooSlow')).toBe(true);
    expect(await through({ message: slowText })).toMatchObject([{ stamped: 'yes', ddtags: 'env:test' }]);
    expect(told).toHaveLength(1);
  });

  test('gets another try when it was the machine that was slow', async () => {
    let runs = 0;
    const { through, told } = createTestProcessor({
      runBounded: (work, maxMillis) => {
        runs += 1;
        // stopped before it got the processor at all
        return runs <= 2 ? { isFinished: false, cpuMillis: 0 } : runBounded(work, maxMillis);
      },
    });
    expect(await through({ message: 'innocent' })).toMatchObject([{ message: 'innocent', ddtags: 'env:test' }]);
    expect(told).toEqual([]);
  });
});

describe('a log whose time Datadog does not index', () => {
  const hour = 3_600_000;
  const now = 1_700_000_000_000;
  const logs = [now - 19 * hour, now, now + 3 * hour].map((timestamp) => ({ message: 'm', timestamp }));

  test.each([
    ['accept', [now - 19 * hour, now, now + 3 * hour], ['TooOld true', 'TooFarAhead true']],
    ['clamp', [now - 18 * hour, now, now + 2 * hour], ['TooOld true', 'TooFarAhead true']],
    ['reject', [now], ['TooOld false', 'TooFarAhead false']],
  ] as const)('%s', async (eventTimePolicy, times, expected) => {
    const { through, told } = createTestProcessor({ eventTimePolicy });
    expect(await through(...logs)).toMatchObject(times.map((timestamp) => ({ timestamp })));
    expect(told).toEqual(expected);
  });
});

import type { MetricSeriesAnswer, MetricWanted } from '@dogwatch/messages';
import { failure, type PollOutcome, type WholeSeries } from '@dogwatch/scaling';
import { capturingLogger } from '@dogwatch/telemetry';
import { describe, expect, test } from 'vitest';
import type { AskResult } from '../poll/run-request.js';
import { createPollerWants } from './poller-wants.js';
import { createSeriesPublisher } from './series-publisher.js';

function createWants(limit = 10) {
  const clock = { nowMillis: 1_700_000_000_000 };
  const nowMillis = (): number => clock.nowMillis;
  const answers: MetricSeriesAnswer[] = [];
  const refused: string[] = [];
  const log = capturingLogger();
  const publisher = createSeriesPublisher({
    epoch: 'test',
    refreshPeriodSeconds: 30,
    nowMillis,
    maxMessageBytes: () => 1_048_576,
    publish: (_, message) => answers.push(...message.answers),
  });
  const wants = createPollerWants({
    orgs: ['default', 'eu'],
    limit,
    maxQueryLength: 200,
    publisher,
    nowMillis,
    log: log.logger,
    events: { refused: (reason) => refused.push(reason) },
  });
  const want = (query: string, more: Partial<MetricWanted> = {}): MetricWanted => ({
    org: 'default',
    query,
    ageSeconds: 90,
    offsetSeconds: 0,
    expiresAtSeconds: clock.nowMillis / 1000 + 90,
    ...more,
  });
  const result = (series: readonly WholeSeries[] | undefined, outcome?: PollOutcome): AskResult => ({
    outcome: outcome ?? failure('NoSeries', ''),
    trace: {
      atMillis: clock.nowMillis,
      fromSeconds: 0,
      toSeconds: 90,
      batchSize: 1,
      calls: 1,
      httpStatus: outcome?.ok === false ? 429 : 200,
      endpoint: 'api.test',
      pointCount: undefined,
    },
    endedMillis: clock.nowMillis,
    rateLimit: { limit: 300, periodSeconds: 3600, resetSeconds: 60 },
    series,
  });
  const published = (): readonly MetricSeriesAnswer[] => {
    wants.flush();
    return answers.splice(0);
  };
  const answer = (series: readonly WholeSeries[] | undefined, outcome?: PollOutcome): void => {
    for (const { key } of wants.take('all')) wants.applyResult(key, result(series, outcome));
  };
  return { wants, clock, want, result, answer, published, refused, log };
}

const toSeries = (scope: string, ...values: (number | null)[]): WholeSeries => ({
  scope,
  points: values.map((value, index) => ({ timeSeconds: index, value })),
  pointCount: values.length,
});

const rateLimited = failure('RateLimited', '429 Too Many Requests');

describe('what is asked for', () => {
  test('the same want of many is one; another window, offset or organization is another', () => {
    const { wants, want } = createWants();
    for (const more of [{}, {}, { ageSeconds: 60 }, { offsetSeconds: 30 }, { org: 'eu' }])
      wants.observe(want('avg:a{*}', more));
    expect(
      wants.take('new').map(({ org, windowSeconds, offsetSeconds }) => [org, windowSeconds, offsetSeconds]),
    ).toEqual([
      ['default', 90, 0],
      ['default', 60, 0],
      ['default', 90, 30],
      ['eu', 90, 0],
    ]);
    expect(wants.take('new')).toEqual([]);
    expect(wants.take('all')).toHaveLength(4);
  });

  test('a list of queries is one answer with the series of all, in order, whichever comes first', () => {
    const { wants, want, result, published } = createWants();
    wants.observe(want('avg:a{*}.rollup(60), avg:b{*}'));
    const [first, second] = wants.take('new');
    expect([first?.query, second?.query]).toEqual(['avg:a{*}.rollup(60)', 'avg:b{*}']);
    wants.applyResult(second?.key ?? '', result([toSeries('b', 2)]));
    expect(published()).toEqual([]);
    wants.applyResult(first?.key ?? '', result([toSeries('a', 1), toSeries('c', 3)]));
    expect(published().map(({ series }) => series.map(({ scope }) => scope))).toEqual([['a', 'c', 'b']]);
  });

  test('a want ends when nobody has wanted it again, and no clock makes it last more than an hour', () => {
    const { wants, want, clock } = createWants();
    wants.observe(want('avg:a{*}'));
    wants.observe(want('avg:b{*}', { expiresAtSeconds: 9_999_999_999 }));
    clock.nowMillis += 91_000;
    wants.beginPeriod();
    expect(wants.take('all').map(({ query }) => query)).toEqual(['avg:b{*}']);
    clock.nowMillis += 3_600_000;
    wants.beginPeriod();
    expect(wants.take('all')).toEqual([]);
  });

  test('what Datadog refused is asked for alone, and only a few of such at a time', () => {
    const { wants, want, answer } = createWants();
    for (let index = 0; index < 7; index++) wants.observe(want(`avg:a${index}{*}`));
    answer(undefined, failure('RequestRefused', '400 Bad Request'));
    expect(wants.take('all').map(({ alone }) => alone)).toEqual([true, true, true, true, true]);
  });
});

describe('what is answered', () => {
  test('the last points of each series, as many as somebody needs, without the gaps at the end', () => {
    const { wants, want, answer, published } = createWants();
    wants.observe(want('avg:a{*} by {host}', { points: 2 }));
    answer([toSeries('host:a', 1, null, 3, null), toSeries('host:b')]);
    expect(published()).toMatchObject([
      {
        reason: '',
        httpStatus: 200,
        series: [
          {
            scope: 'host:a',
            points: [
              [1, null],
              [2, 3],
            ],
            pointCount: 3,
          },
          { scope: 'host:b', points: [], pointCount: 0 },
        ],
      },
    ]);
    expect(wants.observe(want('avg:a{*} by {host}', { points: 3, heardAtMillis: 1_700_000_000_000 }))).toBe(true);
    expect(wants.take('new')).toHaveLength(1);
  });

  test('more series than anybody could be sent are not kept', () => {
    const { wants, want, answer, published } = createWants();
    wants.observe(want('avg:a{*} by {id}'));
    answer(Array.from({ length: 5001 }, (_, index) => toSeries(`id:${index}`, 1)));
    expect(published()).toMatchObject([{ reason: 'AnswerTooLarge', series: [], answeredAtMillis: 0 }]);
  });

  test('429: the last series stay, with the reason, the limit and the time to try again', () => {
    const { wants, want, answer, published, clock } = createWants();
    wants.observe(want('avg:a{*}'));
    answer([toSeries('*', 1)]);
    const before = published()[0]?.attemptedAtMillis;
    clock.nowMillis += 30_000;
    answer(undefined, rateLimited);
    expect(published()).toMatchObject([
      {
        reason: 'RateLimited',
        httpStatus: 429,
        rateLimit: { limit: 300, periodSeconds: 3600, retryAtMillis: clock.nowMillis + 60_000 },
        attemptedAtMillis: clock.nowMillis,
        answeredAtMillis: before,
        series: [{ points: [[0, 1]] }],
      },
    ]);
  });

  test('who has not heard the answer hears it again; who has does not', () => {
    const { wants, want, answer, published, clock } = createWants();
    wants.observe(want('avg:a{*}'));
    answer([]);
    published();
    expect(wants.observe(want('avg:a{*}', { heardAtMillis: clock.nowMillis }))).toBe(false);
    expect(published()).toEqual([]);
    expect(wants.observe(want('avg:a{*}'))).toBe(true);
    expect(published()).toMatchObject([{ query: 'avg:a{*}', series: [] }]);
    expect(wants.take('new')).toEqual([]);
  });

  test.each([
    ['UnknownOrg', { org: 'us' }, 'avg:a{*}', 'it has default, eu'],
    ['InvalidQuery', {}, 'avg:a{*}.rollup(60)),avg:b{*}', ''],
    ['QueryTooLong', {}, `avg:${'a'.repeat(200)}{*}`, '200'],
  ])('%s: the want is refused in words', (reason, more, query, text) => {
    const { wants, want, published, refused } = createWants();
    expect(wants.observe(want(query, more))).toBe(true);
    expect(published()).toMatchObject([{ reason, message: expect.stringContaining(text), series: [], query }]);
    expect(refused).toEqual([reason]);
    expect(wants.take('all')).toEqual([]);
  });

  test('beyond the limit new wants are refused with one log line, until others have expired', () => {
    const { wants, want, published, clock, log } = createWants(1);
    wants.observe(want('avg:a{*}'));
    wants.observe(want('avg:b{*}'));
    wants.observe(want('avg:c{*}'));
    expect(published().map(({ reason }) => reason)).toEqual(['TooManyWants', 'TooManyWants']);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    clock.nowMillis += 91_000;
    wants.observe(want('avg:b{*}'));
    expect(wants.take('all').map(({ query }) => query)).toEqual(['avg:b{*}']);
  });

  test('a want that had expired before it came is ignored, with a line about clocks', () => {
    const { wants, want, log } = createWants();
    expect(wants.observe(want('avg:a{*}', { expiresAtSeconds: 1 }))).toBe(false);
    expect(log.text()).toContain('clock');
  });
});

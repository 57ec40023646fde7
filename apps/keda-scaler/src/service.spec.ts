import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriesOf } from './testing/fake-poller.js';
import { startTestScaler, type TestScaler } from './testing/start-scaler.js';

const unavailable = 14;
const invalidArgument = 3;
const resourceExhausted = 8;

let scaler: TestScaler;
let count = 0;

beforeAll(async () => {
  scaler = await startTestScaler({ DD_KEDA_SCALER_FIRST_WAIT: '0.5' });
});

afterAll(async () => scaler.stop());

/** The metadata of a trigger whose query no other test uses. */
function trigger(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  count += 1;
  return { scalerAddress: 'keda-scaler:9090', query: `sum:requests{n:${count}}`, targetValue: '7', ...changes };
}

function queryOf(metadata: Readonly<Record<string, string>>) {
  return scaler.poller.wants.filter(({ query }) => query === metadata['query']);
}

describe('a trigger with a query', () => {
  test('has the metric name of the scaler of KEDA, and its target', async () => {
    await expect(scaler.keda.getMetricSpec(trigger({ targetValue: '2.5' }))).resolves.toEqual({
      ok: true,
      response: { metricSpecs: [{ metricName: 'datadog-sum-requests', targetSize: 3, targetSizeFloat: 2.5 }] },
    });
  });

  test('waits for its first answer, then is answered from memory', async () => {
    const metadata = trigger({ activationQueryValue: '4', age: '120', timeWindowOffset: '30' });
    await expect(scaler.keda.getMetrics(metadata, 'datadog-sum-requests')).resolves.toEqual({
      ok: true,
      response: { metricValues: [{ metricName: 'datadog-sum-requests', metricValue: 5, metricValueFloat: 5 }] },
    });
    await expect(scaler.keda.isActive(metadata)).resolves.toEqual({ ok: true, response: { result: true } });
    expect(queryOf(metadata)[0]).toMatchObject({ org: 'default', ageSeconds: 120, offsetSeconds: 30, points: 10 });
  });

  test('is wanted with the keys of its org, for as long as KEDA asks', async () => {
    const metadata = trigger({ org: 'eu-prod', lastAvailablePointOffset: '19' });
    scaler.poller.reply = () => ({ series: [seriesOf(...Array.from({ length: 20 }, (_, index) => index))] });
    await scaler.keda.getMetrics(metadata);
    scaler.poller.reply = () => ({ series: [seriesOf(5)] });
    const [want] = queryOf(metadata);
    expect(want).toMatchObject({ org: 'eu-prod', points: 20 });
    expect((want?.expiresAtSeconds ?? 0) - Date.now() / 1000).toBeGreaterThan(80);
  });

  test('is active above its activation value only, whichever key has it', async () => {
    for (const metadata of [trigger({ activationTargetValue: '5' }), trigger({ activationQueryValue: '5' })]) {
      await expect(scaler.keda.isActive(metadata)).resolves.toEqual({ ok: true, response: { result: false } });
    }
  });

  test('gives 0 for a negative value, but judges activity by it', async () => {
    const metadata = trigger({ activationQueryValue: '-10' });
    scaler.poller.reply = () => ({ series: [seriesOf(-3)] });
    await expect(scaler.keda.getMetrics(metadata)).resolves.toMatchObject({
      response: { metricValues: [{ metricValue: 0, metricValueFloat: 0 }] },
    });
    await expect(scaler.keda.isActive(metadata)).resolves.toEqual({ ok: true, response: { result: true } });
    scaler.poller.reply = () => ({ series: [seriesOf(5)] });
  });

  test.each([
    ['without a target', { targetValue: '' }, /no targetValue or queryValue given.*\(InvalidMetadata\)/],
    ['with a query that is none', { query: 'requests' }, /query: .*\(InvalidMetadata\)/],
    ['with a number that is none', { age: 'soon' }, /age.*\(InvalidMetadata\)/],
  ])('%s is refused, and never polled', async (_, changes, details) => {
    const metadata = trigger(changes);
    for (const call of ['getMetricSpec', 'getMetrics', 'isActive'] as const) {
      await expect(scaler.keda[call](metadata)).resolves.toEqual({
        ok: false,
        code: invalidArgument,
        details: expect.stringMatching(details),
      });
    }
    expect(queryOf(metadata)).toEqual([]);
  });

  test('of an org that metrics-poller has no keys of is refused', async () => {
    const metadata = trigger({ org: 'nobody' });
    scaler.poller.reply = () => ({ reason: 'UnknownOrg', message: 'there are no keys of the org nobody' });
    await expect(scaler.keda.getMetrics(metadata)).resolves.toEqual({
      ok: false,
      code: invalidArgument,
      details: expect.stringMatching(/^there are no keys of the org nobody\. org is .*\(UnknownOrg\)$/),
    });
    scaler.poller.reply = () => ({ series: [seriesOf(5)] });
  });

  test('has no value where Datadog has no data, unless it says which', async () => {
    scaler.poller.reply = () => ({ series: [] });
    await expect(scaler.keda.getMetrics(trigger())).resolves.toMatchObject({ code: unavailable });
    await expect(scaler.keda.getMetrics(trigger({ metricUnavailableValue: '1.5' }))).resolves.toMatchObject({
      response: { metricValues: [{ metricValueFloat: 1.5 }] },
    });
    scaler.poller.reply = () => ({ series: [seriesOf(5)] });
  });

  test('needs an aggregator for several series', async () => {
    scaler.poller.reply = () => ({ series: [seriesOf(1), seriesOf(2)] });
    const refused = await scaler.keda.getMetrics(trigger());
    expect(refused).toMatchObject({ code: invalidArgument, details: expect.stringContaining('queryAggregator') });
    await expect(scaler.keda.getMetrics(trigger({ queryAggregator: 'average' }))).resolves.toMatchObject({
      response: { metricValues: [{ metricValueFloat: 1.5 }] },
    });
    scaler.poller.reply = () => ({ series: [seriesOf(5)] });
  });

  test('keeps its last value through a rate limit, until it is older than maxStaleness', async () => {
    const [kept, outdated] = [trigger(), trigger({ maxStaleness: '30s' })];
    const answeredAtMillis = Date.now() - 60_000;
    scaler.poller.reply = () => ({
      reason: 'RateLimited',
      message: 'Datadog answered 429',
      answeredAtMillis,
      series: [seriesOf(8)],
    });
    await expect(scaler.keda.getMetrics(kept)).resolves.toMatchObject({
      response: { metricValues: [{ metricValueFloat: 8 }] },
    });
    await expect(scaler.keda.getMetrics(outdated)).resolves.toMatchObject({ code: resourceExhausted });
    await expect(scaler.keda.isActive(outdated)).resolves.toMatchObject({ code: resourceExhausted });
    scaler.poller.reply = () => ({ series: [seriesOf(5)] });
    // what fails is answered from memory: nothing was asked for again
    expect(queryOf(outdated)).toHaveLength(1);
  });

  test('waits once for an answer that does not come, and is then refused at once', async () => {
    const metadata = trigger();
    scaler.poller.reply = () => undefined;
    scaler.poller.beat();
    const startedAt = performance.now();
    await expect(scaler.keda.getMetrics(metadata)).resolves.toMatchObject({
      code: unavailable,
      details: expect.stringContaining('(NotAnsweredYet)'),
    });
    const waitedMillis = performance.now() - startedAt;
    const again = performance.now();
    await expect(scaler.keda.getMetrics(metadata)).resolves.toMatchObject({ code: unavailable });
    expect(performance.now() - again).toBeLessThan(waitedMillis);
    scaler.poller.reply = () => ({ series: [seriesOf(5)] });
  });

  test('that was not polled for a while waits for a new answer instead of giving the old one', async () => {
    const metadata = trigger();
    const old = Date.now() - 120_000;
    const want = { org: 'default', query: metadata['query'] ?? '', ageSeconds: 90, offsetSeconds: 0 };
    scaler.poller.say(
      { ...want, expiresAtSeconds: 0 },
      { series: [seriesOf(1)], attemptedAtMillis: old, answeredAtMillis: old },
    );
    // what is said later is heard later
    await scaler.keda.getMetrics(trigger());
    await expect(scaler.keda.getMetrics(metadata)).resolves.toMatchObject({
      response: { metricValues: [{ metricValueFloat: 5 }] },
    });
  });

  test('a call that names no ScaledObject is refused', async () => {
    await expect(scaler.keda.call('GetMetrics', { metricName: 'x' })).resolves.toMatchObject({
      code: invalidArgument,
      details: expect.stringContaining('(InvalidReference)'),
    });
  });

  test('keys that come along by mistake appear nowhere', async () => {
    const secret = 'f'.repeat(32);
    await scaler.keda.getMetrics(trigger({ apiKeyFromEnv: secret, query: `broken ${count}`, targetValue: 'x' }));
    expect(scaler.lines.join('\n')).not.toContain(secret);
    expect(JSON.stringify(scaler.poller.wants)).not.toContain(secret);
  });
});

test('a trigger with long values is refused by itself: the other calls on its connection go on', async () => {
  const [good, broken] = [trigger(), { ...trigger(), targetValue: '\u0001'.repeat(12_000) }];
  for (const length of [16_000, 60_000, 200_000]) {
    const long = trigger({ targetValue: 'x'.repeat(length) });
    const [refused, answered] = await Promise.all([scaler.keda.getMetrics(long), scaler.keda.getMetrics(good)]);
    expect(refused).toMatchObject({ code: invalidArgument, details: expect.stringContaining('(InvalidMetadata)') });
    expect(answered).toMatchObject({ ok: true });
  }
  await expect(scaler.keda.getMetrics(broken)).resolves.toMatchObject({ code: invalidArgument });
  expect(Math.max(...scaler.lines.map(({ length }) => length))).toBeLessThan(5000);
});

test('a ScaledObject with a name that Kubernetes does not allow is refused', async () => {
  const scaledObjectRef = { namespace: 'shop', name: 'x'.repeat(300), scalerMetadata: trigger() };
  await expect(scaler.keda.call('GetMetrics', { scaledObjectRef })).resolves.toMatchObject({
    code: invalidArgument,
    details: expect.stringContaining('(InvalidReference)'),
  });
});

test('a message larger than any trigger is refused', async () => {
  await expect(scaler.keda.getMetrics(trigger({ note: 'x'.repeat(300_000) }))).resolves.toMatchObject({
    code: resourceExhausted,
  });
});

test('a new leader hears of everything that is wanted', async () => {
  const metadata = trigger();
  await scaler.keda.getMetrics(metadata);
  expect(queryOf(metadata)).toHaveLength(1);
  const again = scaler.poller.nextWant();
  scaler.poller.changeLeader('two');
  await again;
  await expect.poll(() => queryOf(metadata).length, { timeout: 5000 }).toBe(2);
  expect(queryOf(metadata)[1]?.heardAtMillis).toBeGreaterThan(0);
});

test('health and readiness say whether it can answer', async () => {
  await expect(scaler.keda.check()).resolves.toEqual({ ok: true, response: { status: 1 } });
  await expect(scaler.keda.check('externalscaler.ExternalScaler')).resolves.toEqual({
    ok: true,
    response: { status: 1 },
  });
  await expect(scaler.keda.check('other')).resolves.toMatchObject({ ok: false, code: 5 });
  await expect(scaler.readyz()).resolves.toMatchObject({ status: 'ok', peers: { 'metrics-poller': { state: 'up' } } });
});

test('calls are counted by method, status and reason', async () => {
  await scaler.keda.getMetrics(trigger({ targetValue: '' }));
  const text = await scaler.metricsText();
  expect(text).toMatch(
    /keda_scaler_calls_total\{method="GetMetrics",code="INVALID_ARGUMENT",reason="InvalidMetadata"\} \d/,
  );
  expect(text).toMatch(/keda_scaler_wanted_queries \d+/);
  expect(text).toMatch(/keda_scaler_value_age_seconds_count \d+/);
});

import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventually } from '../testing/eventually.js';
import { createHandDrivenPoller, toMetric, toPlainHpa } from '../testing/hand-driven-poller.js';

test('a metric that is edited while it is asked for is asked again at once, even when a period begins in between', async () => {
  const { poller, open, sent } = createHandDrivenPoller();
  poller.metricChanged('default/a', toMetric('a', 'avg:old{*}'));
  const first = poller.settle();
  poller.metricChanged('default/a', toMetric('a', 'avg:new{*}'));
  await poller.tick();
  expect(open.map(({ queries }) => queries)).toEqual([['avg:old{*}']]);
  open[0]?.answer(1);
  await first;
  await eventually(() => expect(open.map(({ queries }) => queries)).toEqual([['avg:new{*}']]));
  open[0]?.answer(2);
  await eventually(() => expect(sent.at(-1)?.values).toMatchObject([{ name: 'a', value: 2 }]));
});

test('the sign of life and a removal do not wait for Datadog', async () => {
  const { poller, sent } = createHandDrivenPoller();
  poller.metricChanged('default/a', toMetric('a', 'avg:a{*}'));
  void poller.settle();
  poller.metricChanged('default/b', toMetric('b', 'avg:b{*}'));
  poller.metricGone('default/a');
  await eventually(() => expect(sent.at(-1)).toMatchObject({ values: [{ name: 'b' }] }));
  expect(sent.flatMap(({ removed }) => removed)).toEqual(['default/a']);
  const count = sent.length;
  void poller.tick();
  expect(sent.slice(count)).toMatchObject([{ values: [], removed: [] }]);
});

test('what arrives after the term has ended is not published', async () => {
  const { poller, ending, open, sent } = createHandDrivenPoller();
  poller.metricChanged('default/a', toMetric('a', 'avg:a{*}'));
  const settled = poller.settle();
  const count = sent.length;
  poller.metricChanged('default/b', toMetric('b', 'avg:b{*}'));
  ending.abort();
  open[0]?.answer(1);
  await settled;
  expect(sent).toHaveLength(count);
});

test('a generated metric is created once at a time, and again in the next period when that failed', async () => {
  const { poller, autoscalers, creating } = createHandDrivenPoller();
  autoscalers.push(toPlainHpa('web', 'shop.orders'));
  await poller.settle();
  poller.autoscalersChanged();
  await poller.tick();
  expect(creating).toHaveLength(1);
  creating[0]?.end({ ok: false, reason: 'InternalError', message: 'etcd is away', code: 500 });
  await turn();
  await poller.tick();
  expect(creating.map(({ metric }) => metric.externalMetricName)).toEqual(['shop.orders', 'shop.orders']);
});

test('many generated metrics are created a few at a time', async () => {
  const { poller, autoscalers, creating } = createHandDrivenPoller();
  for (let index = 0; index < 100; index++) autoscalers.push(toPlainHpa(`web-${index}`, `shop.orders_${index}`));
  await poller.settle();
  const atOnce = creating.length;
  expect(atOnce).toBeLessThanOrEqual(8);
  creating[0]?.end({ ok: true, value: undefined });
  await turn();
  expect(creating).toHaveLength(atOnce + 1);
});

test('the status of a metric that is not asked for is compared in each period, because a write may have failed', async () => {
  const { poller, written } = createHandDrivenPoller();
  poller.metricChanged('default/idle', toMetric('idle', 'avg:idle{*}', false));
  await poller.settle();
  written.length = 0;
  await poller.tick();
  expect(written).toEqual(['default/idle']);
});

test('a metric that has just become active does not wait for the rest of a long period', async () => {
  const { poller, open } = createHandDrivenPoller({ chunkSize: 1, maxParallelRequests: 1 });
  for (const name of ['a', 'b', 'c']) poller.metricChanged(`default/${name}`, toMetric(name, `avg:${name}{*}`));
  void poller.settle();
  poller.metricChanged('default/new', toMetric('new', 'avg:new{*}'));
  // The coalescing window of the poller is a timer of 0 ms that was started before this one.
  await new Promise((resolve) => setTimeout(resolve, 0));
  open[0]?.answer(1);
  await eventually(() => expect(open[0]?.queries).toEqual(['avg:new{*}']));
});

test('when calls are scarce, those that have waited longest for an answer are asked first', async () => {
  const { poller, open, clock } = createHandDrivenPoller({ chunkSize: 1, maxParallelRequests: 1 });
  for (const name of ['a', 'b', 'c']) poller.metricChanged(`default/${name}`, toMetric(name, `avg:${name}{*}`));
  const answered: string[] = [];
  for (let cycle = 0; cycle < 4; cycle++) {
    clock.nowMillis += 30_000;
    const ended = cycle === 0 ? poller.settle() : poller.tick();
    const [first] = open;
    answered.push(...(first?.queries ?? []));
    first?.answer(1);
    for (let rest = 0; rest < 2; rest++) {
      await eventually(() => expect(open).toHaveLength(1));
      open[0]?.refuse();
    }
    await ended;
  }
  expect(answered).toEqual(['avg:a{*}', 'avg:b{*}', 'avg:c{*}', 'avg:a{*}']);
});

import type { DatadogSimulator } from '@dogwatch/datadog-simulator';
import { expect } from 'vitest';
import { eventually } from '../testing/eventually.js';
import { fixtureKeys } from '../testing/sync-fixture.js';
import { syncTest } from '../testing/sync-test.js';

const test = syncTest.concurrent;

async function ask(
  { url }: DatadogSimulator,
  method: 'GET' | 'PUT',
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      'dd-api-key': fixtureKeys.apiKey,
      'dd-application-key': fixtureKeys.appKey,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Record<string, unknown>;
}

test('an SLO is kept as its resource says', async ({ fixture }) => {
  await fixture.start();
  const spec = {
    name: 'orders',
    type: 'metric',
    query: { numerator: 'sum:a{*}.as_count()', denominator: 'sum:b{*}.as_count()' },
    timeframe: '7d',
    targetThreshold: '99.9',
  };
  await fixture.apply('DatadogSLO', 'orders', spec);
  const id = await eventually(async () => {
    const status = await fixture.statusOf('orders', 'DatadogSLO');
    expect(status).toMatchObject({ syncStatus: 'OK', id: expect.any(String) });
    return String(status['id']);
  });
  const path = `/api/v1/slo/${id}`;
  const { data } = await ask(fixture.datadog, 'GET', path);
  await ask(fixture.datadog, 'PUT', path, { ...(data as object), name: 'edited' });
  await eventually(async () =>
    expect(await ask(fixture.datadog, 'GET', path)).toMatchObject({ data: { name: 'orders' } }),
  );
  await fixture.remove('DatadogSLO', 'orders');
  await eventually(async () => expect(await fixture.get('DatadogSLO', 'orders')).toBeUndefined());
  expect(await ask(fixture.datadog, 'GET', path)).toHaveProperty('errors');
});

test('a dashboard is put back when it was modified, and read only then', async ({ fixture }) => {
  await fixture.start();
  await fixture.apply('DatadogDashboard', 'main', {
    title: 'main',
    layoutType: 'ordered',
    widgets: '[{"definition":{}}]',
  });
  const id = await eventually(async () => {
    const status = await fixture.statusOf('main', 'DatadogDashboard');
    expect(status).toMatchObject({ syncStatus: 'OK', id: expect.any(String) });
    return String(status['id']);
  });
  const path = `/api/v1/dashboard/${id}`;
  await ask(fixture.datadog, 'PUT', path, { ...(await ask(fixture.datadog, 'GET', path)), widgets: [] });
  await eventually(async () => expect((await ask(fixture.datadog, 'GET', path))['widgets']).toHaveLength(1));
  const walks = (): number => fixture.datadog.calls.list().filter((call) => call.path === '/api/v1/dashboard').length;
  fixture.datadog.calls.clear();
  await eventually(() => expect(walks()).toBeGreaterThan(1));
  const reads = fixture.datadog.calls.list().filter((call) => call.path === path);
  expect(reads.length).toBeLessThanOrEqual(1);
});

const generic = {
  downtime: {
    data: {
      type: 'downtime',
      attributes: {
        message: 'work',
        scope: 'env:test',
        monitor_identifier: { monitor_tags: ['team:a'] },
        schedule: { start: null },
      },
    },
  },
  monitor_notification_rule: {
    data: {
      type: 'monitor-notification-rule',
      attributes: { name: 'to the team', recipients: ['slack-a'], filter: { tags: ['team:a'] } },
    },
  },
  notebook: {
    data: { type: 'notebooks', attributes: { name: 'runbook', cells: [], time: { live_span: '1h' } } },
  },
  synthetics_api_test: {
    name: 'home page',
    type: 'api',
    config: { request: { method: 'GET', url: 'https://example.com' }, assertions: [] },
    locations: ['aws:eu-west-1'],
    options: { tick_every: 60 },
    message: 'm',
    tags: ['team:a'],
  },
};

test.for(Object.entries(generic))('a generic %s is created, kept and deleted', async ([type, body], { fixture }) => {
  await fixture.start();
  const name = type.replaceAll('_', '-');
  await fixture.apply('DatadogGenericResource', name, { type, jsonSpec: JSON.stringify(body) });
  await eventually(async () =>
    expect(await fixture.statusOf(name, 'DatadogGenericResource')).toMatchObject({
      syncStatus: 'OK',
      id: expect.any(String),
    }),
  );
  const changed = JSON.stringify(body).replace('work', 'night work').replace('team:a', 'team:b');
  await fixture.patch('DatadogGenericResource', name, { spec: { jsonSpec: changed.replace('runbook', 'run book') } });
  const updates = (): number =>
    fixture.datadog.calls.list().filter(({ method }) => method === 'PUT' || method === 'PATCH').length;
  await eventually(() => expect(updates()).toBeGreaterThan(0));
  await fixture.remove('DatadogGenericResource', name);
  await eventually(async () => expect(await fixture.get('DatadogGenericResource', name)).toBeUndefined());
  expect(updates()).toBe(1);
});

import type { DatadogMonitorSpec } from '@dogwatch/crds';
import { expect, test } from 'vitest';
import { toMonitorBody, toMonitorUpdate, withTag } from './to-api.js';

const spec: DatadogMonitorSpec = {
  name: 'Disk is full',
  message: '@ops',
  query: 'avg(last_5m):avg:system.disk.in_use{*} by {host} > 0.9',
  type: 'query alert',
};

function render(changes: Partial<DatadogMonitorSpec>) {
  const rendered = toMonitorBody({ ...spec, ...changes });
  if (!rendered.ok) throw new Error(rendered.problems.map(({ message }) => message).join('; '));
  return rendered.body;
}

function refuse(changes: Partial<DatadogMonitorSpec>) {
  const rendered = toMonitorBody({ ...spec, ...changes });
  return rendered.ok ? [] : rendered.problems.map(({ reason, path }) => `${reason} ${path}`);
}

test('a create leaves out what the resource does not set; an update sets it back', () => {
  const body = render({ priority: 0 });
  expect(body).not.toHaveProperty('priority');
  expect(body).not.toHaveProperty('restricted_roles');
  expect(toMonitorUpdate(body)).toMatchObject({ priority: null, restricted_roles: null });
  expect(toMonitorUpdate(render({ priority: 2 }))).toMatchObject({ priority: 2 });
});

test('tags are sent sorted and once, with the required one unless it is switched off', () => {
  expect(render({ tags: ['team:b', 'team:a', 'team:b'] })['tags']).toEqual([
    'generated:kubernetes',
    'team:a',
    'team:b',
  ]);
  expect(render({ tags: ['team:a'], controllerOptions: { disableRequiredTags: true } })['tags']).toEqual(['team:a']);
  expect(withTag(render({}), 'kube_owner:c/ns/name')['tags']).toEqual(['generated:kubernetes', 'kube_owner:c/ns/name']);
});

test('false, 0 and the empty list are values of an option; an absent one is not sent', () => {
  const { options } = render({ options: { notifyNoData: false, renotifyInterval: 0, notifyBy: [] } });
  expect(options).toEqual({ notify_no_data: false, renotify_interval: 0, notify_by: [], thresholds: {} });
});

test('variables and assets go as they are', () => {
  const variable = { name: 'a', data_source: 'metrics', query: 'avg:x{*}' };
  const body = render({ options: { variables: [variable] }, assets: [{ name: 'Runbook', url: '/notebook/1' }] });
  expect(body).toMatchObject({ options: { variables: [variable] }, assets: [{ name: 'Runbook', url: '/notebook/1' }] });
});

test('each wrong value is told with its path, all at once', () => {
  const options = { thresholds: { critical: '90 %', warning: '80' }, onMissingData: 'never', renotifyStatuses: ['ok'] };
  expect(refuse({ priority: 9, options })).toEqual([
    'BadValue spec.priority',
    'BadValue spec.options.thresholds.critical',
    'BadValue spec.options.renotifyStatuses[0]',
    'BadValue spec.options.onMissingData',
  ]);
});

test('jsonSpec is the whole body; tags join its own, and fields of the resource beside it are refused', () => {
  const jsonSpec =
    '{"name":"n","type":"slo alert","query":"burn_rate(\\"x\\")","tags":["from:json"],"options":{"x":1}}';
  const rendered = toMonitorBody({ jsonSpec, tags: ['from:resource'] });
  expect(rendered).toMatchObject({
    ok: true,
    body: { name: 'n', options: { x: 1 }, tags: ['from:json', 'from:resource', 'generated:kubernetes'] },
  });
  expect(refuse({ jsonSpec })).toEqual([
    'BadValue spec.name',
    'BadValue spec.message',
    'BadValue spec.query',
    'BadValue spec.type',
  ]);
  expect(toMonitorBody({ jsonSpec: '[1' })).toMatchObject({ ok: false, problems: [{ reason: 'BadJson' }] });
  expect(toMonitorBody({ jsonSpec: '[]' })).toMatchObject({
    ok: false,
    problems: [{ message: 'spec.jsonSpec must be a JSON object' }],
  });
});

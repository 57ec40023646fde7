import { datadogMonitorCrd } from '@dogwatch/crds';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiBody } from '../api-body.js';
import { diffMonitor } from './diff-monitor.js';
import { fromMonitor } from './from-api.js';
import { toMonitorBody } from './to-api.js';

const observed: ApiBody = {
  id: 7,
  org_id: 1,
  name: 'Queue is long',
  message: 'look @team-shop',
  query: 'avg(last_5m):avg:shop.queue{*} by {queue} > 5.5',
  type: 'query alert',
  tags: ['team:shop', 'generated:kubernetes', 'kube_owner:0a1b2c3d/shop/queue'],
  priority: 2,
  restricted_roles: null,
  overall_state: 'OK',
  draft_status: 'published',
  assets: [],
  options: {
    thresholds: { critical: 5.5, warning_recovery: 3 },
    notify_no_data: true,
    no_data_timeframe: 10,
    notify_audit: false,
    include_tags: true,
    new_host_delay: 300,
    silenced: { '*': null },
    renotify_interval: null,
    notify_by: ['queue'],
    scheduling_options: { evaluation_window: { day_starts: '04:00' } },
  },
};

describe('a monitor becomes a spec', () => {
  test('of fields, without what the server writes by itself', () => {
    expect(fromMonitor(observed)).toEqual({
      inexpressible: [],
      spec: {
        name: 'Queue is long',
        message: 'look @team-shop',
        query: 'avg(last_5m):avg:shop.queue{*} by {queue} > 5.5',
        type: 'query alert',
        tags: ['team:shop'],
        priority: 2,
        options: {
          thresholds: { critical: '5.5', warningRecovery: '3' },
          notifyNoData: true,
          noDataTimeframe: 10,
          notifyBy: ['queue'],
          schedulingOptions: { evaluationWindow: { dayStarts: '04:00' } },
        },
      },
    });
  });

  test.each([
    ['an option without a field', { options: { new_host_delay: 600 } }, 'options.new_host_delay'],
    ['a draft', { draft_status: 'draft' }, 'draft_status'],
    ['an empty message', { message: '' }, 'message'],
    [
      'several recurrences',
      { options: { scheduling_options: { custom_schedule: { recurrences: [{ rrule: 'A' }, { rrule: 'B' }] } } } },
      'options.scheduling_options.custom_schedule.recurrences',
    ],
    ['a type of which there are no resources', { type: 'another alert' }, 'type'],
  ])('of JSON, when there is %s', (_, change, path) => {
    const { spec, inexpressible } = fromMonitor({ ...observed, ...change });
    expect(inexpressible).toEqual([path]);
    expect(Object.keys(spec).toSorted()).toEqual(['jsonSpec', 'priority', 'tags']);
    expect(JSON.parse(spec.jsonSpec ?? '')).not.toHaveProperty('options.silenced');
  });
});

const text = fc.string({ maxLength: 8 });
const unset = fc.constant(null);
const numbers = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), unset);
const options = fc.record(
  {
    thresholds: fc.record(
      { critical: numbers, critical_recovery: numbers, ok: numbers, warning: numbers, odd: numbers },
      { requiredKeys: [] },
    ),
    threshold_windows: fc.record(
      { trigger_window: fc.oneof(text, unset), recovery_window: fc.oneof(text, unset) },
      { requiredKeys: [] },
    ),
    scheduling_options: fc.record(
      {
        custom_schedule: fc.record({
          recurrences: fc.array(fc.record({ rrule: text, start: fc.oneof(text, unset) }), { maxLength: 2 }),
        }),
        evaluation_window: fc.record(
          { hour_starts: fc.oneof(fc.nat(59), unset), timezone: text },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    notify_no_data: fc.oneof(fc.boolean(), unset),
    notify_audit: fc.oneof(fc.boolean(), unset),
    include_tags: fc.oneof(fc.boolean(), unset),
    require_full_window: fc.boolean(),
    evaluation_delay: fc.oneof(fc.integer(), numbers, text, unset),
    timeout_h: fc.nat(24),
    escalation_message: fc.oneof(text, unset),
    on_missing_data: fc.constantFrom('default', 'resolve', 'odd'),
    renotify_statuses: fc.array(fc.constantFrom('alert', 'warn', 'odd'), { maxLength: 3 }),
    notify_by: fc.array(text, { maxLength: 3 }),
    variables: fc.array(fc.dictionary(text, text), { maxLength: 2 }),
    new_host_delay: fc.constantFrom(300, 600),
    silenced: fc.dictionary(text, unset),
    odd: fc.oneof(text, fc.boolean(), fc.dictionary(text, text)),
  },
  { requiredKeys: [] },
);
const monitor = fc.record(
  {
    name: text,
    message: text,
    query: fc.constantFrom('avg(last_5m):avg:a{*} > 5', '1 && 2', 'odd'),
    type: fc.constantFrom('query alert', 'composite', 'log alert', 'odd'),
    tags: fc.array(text, { maxLength: 3 }),
    priority: fc.oneof(fc.integer({ min: 0, max: 5 }), unset),
    restricted_roles: fc.oneof(fc.array(text, { maxLength: 2 }), unset),
    draft_status: fc.constantFrom('draft', 'published'),
    options,
  },
  { requiredKeys: ['name', 'message', 'query', 'type', 'tags', 'options'] },
);

test('what a spec asks for differs in nothing from the monitor that it was made of', () => {
  fc.assert(
    fc.property(monitor, (whole) => {
      const { spec } = fromMonitor(whole);
      const rendered = toMonitorBody(spec);
      expect(rendered).toMatchObject({ ok: true });
      expect(datadogMonitorCrd.spec.safeParse(spec)).toMatchObject({ success: true });
      const tagged = { ...whole, tags: [...whole.tags, 'generated:kubernetes'] };
      expect(rendered.ok ? diffMonitor(rendered.body, tagged) : undefined).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test('a query that this version cannot read is kept as JSON, which is not checked', () => {
  const query = 'brand_new(last_5m):what{*} ~> 5';
  const { spec, inexpressible } = fromMonitor({
    id: 1,
    name: 'n',
    message: 'm',
    type: 'query alert',
    query,
    options: {},
  });
  expect(inexpressible).toEqual(['query']);
  expect(JSON.parse(spec.jsonSpec ?? '')).toMatchObject({ query });
});

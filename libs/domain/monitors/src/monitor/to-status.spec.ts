import { expect, test } from 'vitest';
import { toMonitorStatus } from './to-status.js';

const now = '2026-05-01T10:00:00Z';

test('at most ten groups, by name', () => {
  const names = Array.from({ length: 30 }, (_, index) => `pod:${String(29 - index).padStart(2, '0')}`);
  const groups = Object.fromEntries(names.map((name) => [name, { status: 'Warn', last_triggered_ts: 60 }]));
  const { triggeredState = [] } = toMonitorStatus({}, { overall_state: 'Warn', state: { groups } }, now);
  expect(triggeredState).toHaveLength(10);
  expect(triggeredState[0]).toEqual({
    monitorGroup: 'pod:00',
    state: 'Warn',
    lastTransitionTime: '1970-01-01T00:01:00Z',
  });
});

test('a downtime is told, and that there is none once it was asked for', () => {
  const during = toMonitorStatus({}, { overall_state: 'Alert', matching_downtimes: [{ id: 5 }] }, now);
  expect(during.downtimeStatus).toEqual({ isDowntimed: true, downtimeID: 5 });
  expect(toMonitorStatus(during, { overall_state: 'Alert', matching_downtimes: [] }, now).downtimeStatus).toEqual({
    isDowntimed: false,
  });
});

test('an answer without a state keeps the one that is known', () => {
  const status = toMonitorStatus({ id: 3, monitorState: 'Alert', monitorStateLastTransitionTime: 't' }, {}, now);
  expect(status).toMatchObject({ id: 3, monitorState: 'Alert', monitorStateLastTransitionTime: 't' });
});

import { describe, expect, test } from 'vitest';
import { decideReadiness, type ReadinessInput } from './readiness.js';

const current: ReadinessInput = {
  missingTrust: undefined,
  leader: { synced: true, lastContactMillis: 1_000_000 },
  resources: { synced: true, lastContactMillis: 1_000_000 },
  nowMillis: 1_000_000,
  patienceMillis: 150_000,
};
const never = { synced: false, lastContactMillis: 0 };

describe('readiness', () => {
  test.each([
    ['both sources', {}],
    ['the leader alone', { resources: never }],
    ['the resources alone', { leader: never }],
    ['a leader that is silent for a while', { resources: never, nowMillis: 1_150_000 }],
    ['one of two silent sources', { leader: { synced: true, lastContactMillis: 1 } }],
  ])('is there with %s', (_, changes) => {
    expect(decideReadiness({ ...current, ...changes })).toEqual({ ok: true });
  });

  test.each([
    ['NoAuthenticationConfig', { missingTrust: 'there is no ConfigMap' }, 'there is no ConfigMap'],
    [
      'NoValues',
      {
        leader: { ...never, problem: 'NoResponders: nobody listens' },
        resources: { ...never, lastError: { reason: 'Forbidden', message: 'datadogmetrics is forbidden' } },
      },
      'neither metrics-poller (NoResponders: nobody listens) nor the DatadogMetrics (datadogmetrics is forbidden) could be read',
    ],
    [
      'ValuesOutdated',
      { nowMillis: 1_150_001 },
      'nothing was heard of values since 1970-01-01T00:16:40.000Z, all are too old',
    ],
  ])('is not there: %s', (reason, changes, message) => {
    expect(decideReadiness({ ...current, ...changes })).toEqual({ ok: false, reason, message });
  });
});

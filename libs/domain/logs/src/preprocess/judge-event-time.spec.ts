import { expect, it } from 'vitest';
import { judgeEventTime } from './judge-event-time.js';

const arrival = Date.UTC(2026, 2, 1, 12);
const hour = 3_600_000;
const earliest = arrival - 18 * hour;
const latest = arrival + 2 * hour;

it.each(['accept', 'clamp', 'reject'] as const)('keeps what lies inside the window: %s', (policy) => {
  for (const time of [arrival, earliest, latest]) {
    expect(judgeEventTime(time, arrival, policy)).toEqual({ keep: true, timestampMillis: time, problem: undefined });
  }
});

it('accepts, clamps or rejects what lies outside', () => {
  const cases = [
    { time: earliest - 1, border: earliest, problem: 'TooOld' },
    { time: latest + 1, border: latest, problem: 'TooFarAhead' },
  ];
  for (const { time, border, problem } of cases) {
    expect(judgeEventTime(time, arrival, 'accept')).toEqual({ keep: true, timestampMillis: time, problem });
    expect(judgeEventTime(time, arrival, 'clamp')).toEqual({ keep: true, timestampMillis: border, problem });
    expect(judgeEventTime(time, arrival, 'reject')).toEqual({ keep: false, problem });
  }
});

it('gives a log without a time that of its arrival', () => {
  expect(judgeEventTime(undefined, arrival, 'reject')).toMatchObject({ keep: true, timestampMillis: arrival });
});

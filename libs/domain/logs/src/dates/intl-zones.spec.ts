import { describe, expect, it } from 'vitest';
import { createIntlZones } from './intl-zones.js';

const hour = 3_600_000;

describe('createIntlZones', () => {
  it.each([
    ['UTC', '2023-07-01T00:00:00Z', 0],
    ['Europe/Paris', '2023-07-01T00:00:00Z', 2],
    ['Europe/Paris', '2023-01-01T00:00:00Z', 1],
    ['Asia/Kolkata', '2023-01-01T00:00:00Z', 5.5],
    ['america/new_york', '2023-03-12T06:59:59Z', -5],
    ['america/new_york', '2023-03-12T07:00:00Z', -4],
    ['PDT', '2023-01-01T00:00:00Z', -7],
  ])('%s at %s', (zone, moment, hours) => {
    const offsetOf = createIntlZones();
    expect(offsetOf(zone, Date.parse(moment))).toBe(hours * hour);
    expect(offsetOf(zone, Date.parse(moment))).toBe(hours * hour);
  });

  it('does not know other names or moments', () => {
    const offsetOf = createIntlZones();
    expect(offsetOf('Nowhere/City', 0)).toBeUndefined();
    expect(offsetOf('', 0)).toBeUndefined();
    expect(offsetOf('UTC', Number.MAX_VALUE)).toBeUndefined();
  });
});

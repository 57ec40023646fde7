import { expect, test } from 'vitest';
import { admissionReasons } from './reasons.js';

test('reasons are CamelCase, sorted, and explained in one sentence', () => {
  expect(Object.keys(admissionReasons)).toEqual(Object.keys(admissionReasons).sort());
  for (const [reason, text] of Object.entries(admissionReasons)) {
    expect(reason).toMatch(/^([A-Z][a-z0-9]+)+$/);
    expect(text).toMatch(/^\S.*\.$/);
  }
});

import { expect, test } from 'vitest';
import { toDashboardBody } from './to-api.js';

test('broken widgets are refused, never sent as an empty dashboard', () => {
  expect(toDashboardBody({ title: 't', layoutType: 'ordered', widgets: '[{' })).toMatchObject({
    ok: false,
    problems: [{ reason: 'BadJson', path: 'spec.widgets' }],
  });
  expect(toDashboardBody({ title: 't', layoutType: 'ordered', widgets: '{}' })).toMatchObject({
    ok: false,
    problems: [{ message: 'spec.widgets must be a JSON array of widgets' }],
  });
});

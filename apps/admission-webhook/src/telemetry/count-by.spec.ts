import { Registry } from '@dogwatch/telemetry';
import { expect, test } from 'vitest';
import { countBy } from './count-by.js';

test('what was counted between two readings is in the second, too, each time once', async () => {
  const registry = new Registry();
  const count = countBy(registry, { name: 'walks', help: 'Walks.', labelNames: ['dog', 'place'] });
  count('rex', 'park');
  count('rex', 'park');
  count('rex', 'beach');
  expect(await registry.metrics()).toContain('walks{dog="rex",place="park"} 2');
  count('rex', 'park');
  const text = await registry.metrics();
  expect(text).toContain('walks{dog="rex",place="park"} 3');
  expect(text).toContain('walks{dog="rex",place="beach"} 1');
});

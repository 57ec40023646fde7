import { describe, expect, it } from 'vitest';
import { defineConfig } from './define-config.js';
import { renderConfigReference } from './render-config-reference.js';

describe('renderConfigReference', () => {
  it('is one row per variable and a list of what has no effect', () => {
    const schema = defineConfig(
      {
        age: { env: 'X_AGE', type: 'durationSeconds', default: 120, min: 1, doc: 'Age.', aliases: ['X_OLD'] },
        key: { env: 'X_KEY', type: 'string', required: true, secret: true, doc: 'A|B.' },
        mode: { env: 'X_MODE', type: 'enum', values: ['a', 'b'], default: 'a', doc: 'Mode.' },
      },
      { ignored: { X_WORKERS: 'no workers.' } },
    );
    const text = renderConfigReference('metrics-poller', schema);
    expect(text.split('\n').filter((line) => line.startsWith('| `') || line.startsWith('- '))).toEqual([
      '| `X_AGE` | duration (1…) | `120s` | Age. Former names: `X_OLD`. |',
      '| `X_KEY` | string | required | A\\|B. Secret. |',
      '| `X_MODE` | `a` `b` | `a` | Mode. |',
      '- `X_WORKERS`: no workers.',
    ]);
    expect(text).toContain('`DD_POD_NAME`');
    expect(text.startsWith('# Configuration of metrics-poller\n')).toBe(true);
  });
});

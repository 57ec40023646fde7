import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toResourceName, toUniqueName } from './to-resource-name.js';

test.each([
  ['[kubernetes] Pods restarting', 'kubernetes-pods-restarting'],
  ['Überlast: {{host.name}} > 90 %', 'uberlast-host-name-90'],
  ['12', 'monitor-12'],
  ['監視', 'monitor'],
  ['', 'monitor'],
])('%s becomes %s', (title, name) => expect(toResourceName(title)).toBe(name));

test('names are names of Kubernetes, no ids, and never the same', () => {
  const titles = fc.array(
    fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constantFrom('a', 'A', 'x'.repeat(80))),
  );
  fc.assert(
    fc.property(titles, (all) => {
      const taken = new Set<string>();
      for (const title of all) taken.add(toUniqueName(toResourceName(title), taken));
      expect(taken.size).toBe(all.length);
      for (const name of taken) {
        expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
        expect(name).not.toMatch(/^\d+$/);
      }
    }),
  );
});

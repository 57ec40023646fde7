import { expect, test } from 'vitest';
import { compositeReferences, type LookUpMonitor, resolveComposite } from './resolve-composite.js';

const ids: Readonly<Record<string, number>> = {
  'team-a/pods-restarting': 11,
  'team-b/queue-depth': 22,
  'team-b/new': 0,
};
const lookUp: LookUpMonitor = ({ namespace, name }) => ids[`${namespace}/${name}`];

test('names become ids, of the own namespace unless they name another; ids and operators stay', () => {
  expect(resolveComposite('pods-restarting && !(team-b/queue-depth || 123)', 'team-a', lookUp)).toEqual({
    ok: true,
    query: '11 && !(22 || 123)',
  });
});

test('a name without a resource, and a resource without an id, are told with their place', () => {
  expect(resolveComposite('gone && team-b/new', 'team-a', lookUp)).toEqual({
    ok: false,
    problems: [
      {
        reason: 'BadReference',
        path: 'spec.query',
        message: 'spec.query: there is no DatadogMonitor team-a/gone',
        offset: 0,
      },
      {
        reason: 'BadReference',
        path: 'spec.query',
        message:
          'spec.query: DatadogMonitor team-b/new has no id in Datadog yet; the composite is created once it has one',
        offset: 8,
      },
    ],
  });
});

test('the references of a composite are known without looking them up', () => {
  expect(compositeReferences('a && other/b || 7', 'ns')).toEqual([
    { namespace: 'ns', name: 'a' },
    { namespace: 'other', name: 'b' },
  ]);
});

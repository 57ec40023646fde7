import { expect, it } from 'vitest';
import { targetList } from './parse-targets.js';

it('keeps a target as compact JSON in the order of its documentation', () => {
  const parsed = targetList.parse('[{"ddTraceVersions":{"java":"v1"},"extra":1,"name":"a"}]');
  expect(parsed.ok && parsed.value.map(({ json }) => json)).toEqual(['{"name":"a","ddTraceVersions":{"java":"v1"}}']);
});

it('takes nulls for absent members', () => {
  const text =
    '[{"name":"a","podSelector":null,"namespaceSelector":{"matchNames":["b"],"matchLabels":null},"ddTraceConfigs":null}]';
  expect(targetList.parse(text)).toMatchObject({ ok: true, value: [{ namespaceSelector: { names: ['b'] } }] });
});

it.each([
  ['{}', 'a JSON list of targets'],
  ['[1]', 'an object at [0]'],
  ['[{"podSelector":1}]', 'a label selector at [0].podSelector'],
  ['[{"podSelector":{"matchLabels":{"a":1}}}]', 'an object of texts at [0].podSelector.matchLabels'],
  ['[{"podSelector":{"matchExpressions":{}}}]', 'a list at [0].podSelector.matchExpressions'],
  [
    '[{"podSelector":{"matchExpressions":[{"key":"a","operator":"Like"}]}}]',
    '{"key", "operator": one of In, NotIn, Exists, DoesNotExist, "values"} at [0].podSelector.matchExpressions[0]',
  ],
  [
    '[{"podSelector":{"matchExpressions":[{"key":"a","operator":"In"}]}}]',
    'values for the operator In at [0].podSelector.matchExpressions[0]',
  ],
  ['[{"namespaceSelector":[]}]', 'an object at [0].namespaceSelector'],
  ['[{"namespaceSelector":{"matchNames":[1]}}]', 'a list of texts at [0].namespaceSelector.matchNames'],
  [
    '[{"namespaceSelector":{"matchNames":["a"],"matchExpressions":[]}}]',
    '[0].namespaceSelector with either matchNames or matchLabels and matchExpressions, not both',
  ],
  ['[{"ddTraceVersions":["v1"]}]', 'an object of texts at [0].ddTraceVersions'],
  ['[{"ddTraceConfigs":{}}]', 'a list at [0].ddTraceConfigs'],
  ['[{"ddTraceConfigs":[{"value":"1"}]}]', '{"name", "value" or "valueFrom"} at [0].ddTraceConfigs[0]'],
  [
    '[{"ddTraceConfigs":[{"name":"PATH"}]}]',
    'a name that begins with DD_ or OTEL_ instead of "PATH" at [0].ddTraceConfigs[0]',
  ],
])('refuses %s', (text, expected) => {
  expect(targetList.parse(text)).toEqual({ ok: false, expected });
});

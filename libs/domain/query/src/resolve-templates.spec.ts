import fc from 'fast-check';
import { expect, it } from 'vitest';
import { resolveTemplates } from './resolve-templates.js';

const env = new Map([
  ['REGION', 'north'],
  ['MY_TEAM', 'blue'],
  ['BLANK', ''],
]);
const lookups = { env: (name: string) => env.get(name), clusterName: () => 'kennel' };
const resolve = (query: string) => {
  const result = resolveTemplates(query, lookups);
  return result.ok ? result.query : result.reason;
};

it.each([
  ['avg:dogs{*}', 'avg:dogs{*}'],
  ['avg:dogs{region:%%env_REGION%%,team:%%env_MY_TEAM%%}', 'avg:dogs{region:north,team:blue}'],
  ['avg:dogs{c:%%tag_kube_cluster_name%%,d:%%tag_kube_cluster_name%%}', 'avg:dogs{c:kennel,d:kennel}'],
  ['avg:dogs{r:%% env_REGION %%}', 'avg:dogs{r:north}'],
  ['avg:dogs{b:%%env_BLANK%%}', 'avg:dogs{b:}'],
  ['a%%b', 'a%%b'],
  ['avg:dogs{r:%%env_MISSING%%}', 'EnvNotFound'],
  ['avg:dogs{h:%%tag_host%%}', 'UnsupportedTag'],
  ['avg:dogs{h:%%secret_x%%}', 'UnknownTemplate'],
  ['avg:dogs{h:%%env%%}', 'UnknownTemplate'],
])('%s → %s', (query, expected) => {
  expect(resolve(query)).toBe(expected);
});

it('refuses the cluster name where none is known', () => {
  const result = resolveTemplates('%%tag_kube_cluster_name%%', { ...lookups, clusterName: () => undefined });
  expect(result).toMatchObject({ ok: false, reason: 'ClusterNameUnknown' });
});

it('does not read templates in values that were put in', () => {
  const result = resolveTemplates('%%env_A%%', { ...lookups, env: () => '%%env_B%%' });
  expect(result).toEqual({ ok: true, query: '%%env_B%%' });
});

it('leaves text without marks as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const plain = text.replaceAll('%', '');
      expect(resolve(plain)).toBe(plain);
    }),
  );
});

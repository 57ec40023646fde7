import { resolveTemplates } from '@dogwatch/query';
import { compareJson } from '../../compare.ts';
import { expectation, type GroupRunner } from './vector.ts';

const codes = {
  ClusterNameUnknown: 'cluster_name_unknown',
  EnvNotFound: 'env_not_found',
  UnknownTemplate: 'unknown_variable',
  UnsupportedTag: 'unsupported_tag',
} as const;

export const run: GroupRunner = (vector) => {
  const { clusterName, env, query } = vector.input as unknown as {
    clusterName?: string;
    env: Readonly<Record<string, string>>;
    query: string;
  };
  const resolved = resolveTemplates(query, {
    env: (name) => (Object.hasOwn(env, name) ? env[name] : undefined),
    clusterName: () => clusterName,
  });
  return compareJson(expectation(vector), resolved.ok ? { query: resolved.query } : { error: codes[resolved.reason] });
};

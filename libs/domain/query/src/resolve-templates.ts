import type { QueryReason } from './reasons.js';

/** Where the values of templates come from; a lookup answers undefined for what is not set. An empty value counts as set. */
export interface TemplateLookups {
  readonly env: (name: string) => string | undefined;
  readonly clusterName: () => string | undefined;
}

/** The reasons of `resolveTemplates`. */
export type TemplateReason = Extract<
  QueryReason,
  'ClusterNameUnknown' | 'EnvNotFound' | 'UnknownTemplate' | 'UnsupportedTag'
>;

/** The query with every template replaced, or the first template that has no value. */
export type TemplateResult =
  | { readonly ok: true; readonly query: string }
  | {
      readonly ok: false;
      readonly reason: TemplateReason;
      readonly message: string;
    };

type Value = { readonly ok: true; readonly value: string } | Extract<TemplateResult, { ok: false }>;

const mark = '%%';

/**
 * Replaces every `%%env_NAME%%` by the environment variable NAME and every `%%tag_kube_cluster_name%%` by the cluster's
 * name. White space around the template's name is ignored. A lone `%%` is left as it is.
 */
export function resolveTemplates(query: string, lookups: TemplateLookups): TemplateResult {
  let resolved = '';
  let rest = 0;
  for (;;) {
    const open = query.indexOf(mark, rest);
    // At least one character stands between the marks, so `%%%%` is not a template by itself.
    const close = open < 0 ? -1 : query.indexOf(mark, open + mark.length + 1);
    if (close < 0) {
      return { ok: true, query: resolved + query.slice(rest) };
    }
    const value = valueOf(query.slice(open + mark.length, close).trim(), lookups);
    if (!value.ok) {
      return value;
    }
    resolved += query.slice(rest, open) + value.value;
    rest = close + mark.length;
  }
}

function valueOf(template: string, lookups: TemplateLookups): Value {
  const separator = template.indexOf('_');
  const kind = template.slice(0, Math.max(separator, 0));
  const key = template.slice(separator + 1);
  if (kind === 'env') {
    return envValue(key, lookups);
  }
  if (kind === 'tag') {
    return tagValue(key, lookups);
  }
  return {
    ok: false,
    reason: 'UnknownTemplate',
    message: `Cannot resolve query: %%${template}%% is not a known template; write %%env_NAME%% or %%tag_kube_cluster_name%%`,
  };
}

function envValue(name: string, lookups: TemplateLookups): Value {
  const value = lookups.env(name);
  if (value !== undefined) {
    return { ok: true, value };
  }
  return {
    ok: false,
    reason: 'EnvNotFound',
    message: `Cannot resolve query: the environment variable "${name}" of %%env_${name}%% is not set in this process; set it or correct the name`,
  };
}

function tagValue(name: string, lookups: TemplateLookups): Value {
  if (name !== 'kube_cluster_name') {
    return {
      ok: false,
      reason: 'UnsupportedTag',
      message: `Cannot resolve query: the tag "${name}" of %%tag_${name}%% is not supported; only %%tag_kube_cluster_name%% is`,
    };
  }
  const value = lookups.clusterName();
  if (value) {
    return { ok: true, value };
  }
  return {
    ok: false,
    reason: 'ClusterNameUnknown',
    message: 'Cannot resolve query: %%tag_kube_cluster_name%% has no value, because the cluster name is not configured',
  };
}

import type { ObjectKey, Resource } from './resource.js';

/** What to address: a collection without a name, else an object or one of its sub-resources. */
export interface PathTarget extends Partial<ObjectKey> {
  readonly subresource?: string;
}

/** The path of a resource's collection, object or sub-resource. */
export function toResourcePath(resource: Resource<unknown>, target: PathTarget = {}): string {
  const { group, version, plural, namespaced } = resource;
  const { namespace, name, subresource } = target;
  return [
    group === '' ? `/api/${version}` : `/apis/${group}/${version}`,
    ...(namespaced && namespace ? [`namespaces/${encodeURIComponent(namespace)}`] : []),
    plural,
    ...(name === undefined ? [] : [encodeURIComponent(name)]),
    ...(subresource === undefined ? [] : [subresource]),
  ].join('/');
}

/** `path?query`, without the values that are undefined. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, boolean | number | string | undefined>> = {},
): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(value)}`],
  );
  if (pairs.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

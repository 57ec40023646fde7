/** What a path of the Kubernetes API form names: `/apis/<group>/<version>/[namespaces/<ns>/]<resource>/<name>/<subresource>`. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  /** Empty for the cluster scope. */
  readonly namespace: string;
  readonly resource: string;
  /** Empty when a collection is meant. */
  readonly name: string;
  readonly subresource: string;
}

/** What a request wants, in the terms of Kubernetes authorization. */
export interface RequestInfo {
  readonly method: string;
  /** Percent-decoded. */
  readonly path: string;
  /** The query text without its question mark, still encoded. */
  readonly query: string;
  /** `get`, `list`, `create`, ... for resources; the method in lower case for other paths. */
  readonly verb: string;
  /** Absent for paths that are not resources, such as discovery. */
  readonly resource?: ResourcePath;
}

/**
 * Reads method and request target. A percent-encoded slash separates like a plain one, as in Go servers, so that what is
 * authorized is what is served. `undefined` when the target is no path or its encoding is broken.
 */
export function parseRequestInfo(method: string, target: string): RequestInfo | undefined {
  const mark = target.indexOf('?');
  const encodedPath = mark < 0 ? target : target.slice(0, mark);
  if (!encodedPath.startsWith('/')) return undefined;
  const path = decodePath(encodedPath);
  if (path === undefined) return undefined;
  const resource = parseResourcePath(path);
  const verb = resource === undefined ? method.toLowerCase() : toVerb(method, resource);
  return { method, path, query: mark < 0 ? '' : target.slice(mark + 1), verb, ...(resource && { resource }) };
}

function decodePath(encoded: string): string | undefined {
  if (!encoded.includes('%')) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

function parseResourcePath(path: string): ResourcePath | undefined {
  if (!path.startsWith('/apis/')) return undefined;
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  const [group = '', version = '', ...rest] = path.slice('/apis/'.length, end).split('/');
  if (rest.length === 0) return undefined;
  if (rest[0] !== 'namespaces') return { group, version, namespace: '', ...toTarget(rest) };
  // a namespace itself is authorized inside that namespace, like the objects in it
  const namespace = rest[1] ?? '';
  return { group, version, namespace, ...toTarget(rest.length > 2 ? rest.slice(2) : rest) };
}

function toTarget([resource = '', name = '', subresource = '']: readonly string[]): Pick<
  ResourcePath,
  'name' | 'resource' | 'subresource'
> {
  return { resource, name, subresource };
}

const verbs: Readonly<Record<string, readonly [ofOne: string, ofMany: string]>> = {
  GET: ['get', 'list'],
  HEAD: ['get', 'list'],
  POST: ['create', 'create'],
  PUT: ['update', 'update'],
  PATCH: ['patch', 'patch'],
  DELETE: ['delete', 'deletecollection'],
};

function toVerb(method: string, { name }: ResourcePath): string {
  const pair = verbs[method];
  if (pair === undefined) return method.toLowerCase();
  return name === '' ? pair[1] : pair[0];
}

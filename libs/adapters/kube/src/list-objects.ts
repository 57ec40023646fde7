import type { Caller } from './caller.js';
import { exchangeJson } from './exchange-json.js';
import type { ListOptions, ObjectList, ObjectPage, PageOptions } from './kube-client.js';
import type { KubeResult } from './kube-result.js';
import type { Resource } from './resource.js';
import { toRequest } from './to-request.js';

const pageSize = 500;

interface WireList<T> {
  readonly items?: readonly T[] | null;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

/** Reads one page. */
export async function listPage<T>(
  caller: Pick<Caller, 'exchange'>,
  resource: Resource<T>,
  options: PageOptions = {},
): Promise<KubeResult<ObjectPage<T>>> {
  const { namespace, labelSelector, fieldSelector, limit = pageSize } = options;
  const query = {
    labelSelector,
    fieldSelector,
    limit: Number.isFinite(limit) ? limit : undefined,
    continue: options.continue,
  };
  const request = toRequest('GET', resource, namespace === undefined ? {} : { namespace }, { query });
  const result = await exchangeJson<WireList<T>>(caller, request, options);
  if (!result.ok) return result;
  return { ok: true, value: toPage(result.value) };
}

function toPage<T>({ items, metadata = {} }: WireList<T>): ObjectPage<T> {
  const { resourceVersion = '', continue: next = '' } = metadata;
  return { items: items ?? [], resourceVersion, ...(next === '' ? {} : { continue: next }) };
}

/** Reads one page after the other. `onRestart` is called when what was read must be forgotten. */
export async function readPages<T>(
  read: (options: PageOptions) => Promise<KubeResult<ObjectPage<T>>>,
  onPage: (items: readonly T[]) => void,
  onRestart: () => void,
): Promise<KubeResult<{ readonly resourceVersion: string }>> {
  let options: PageOptions = {};
  for (;;) {
    const page = await read(options);
    if (!page.ok) {
      // The snapshot that the pages belong to has been compacted away: everything in one piece then.
      if (page.code !== 410 || options.continue === undefined) return page;
      onRestart();
      options = { limit: Infinity };
    } else {
      onPage(page.value.items);
      if (page.value.continue === undefined) return page;
      options = { continue: page.value.continue };
    }
  }
}

/** Reads all pages of a list. */
export async function listAll<T>(
  caller: Pick<Caller, 'exchange'>,
  resource: Resource<T>,
  options: ListOptions = {},
): Promise<KubeResult<ObjectList<T>>> {
  const items: T[] = [];
  const result = await readPages<T>(
    async (page) => listPage(caller, resource, { ...options, ...page }),
    (page) => {
      for (const item of page) items.push(item);
    },
    () => {
      items.length = 0;
    },
  );
  return result.ok ? { ok: true, value: { items, resourceVersion: result.value.resourceVersion } } : result;
}

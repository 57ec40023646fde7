import { isDeepStrictEqual } from 'node:util';
import { objectAt, textAt } from './json.js';
import type { JsonObject } from './json.js';

type Step = (document: Root, path: string, operation: JsonObject) => boolean;
interface Root {
  value: unknown;
}

/** The patched document, or why it could not be made. */
export type PatchResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

/** What each operation of RFC 6902 does to a document; false if it does not apply. */
const operations: Readonly<Record<string, Step>> = {
  add: (document, path, { value }) => insert(document, path, value),
  copy: (document, path, { from }) => insert(document, path, structuredClone(read(document, String(from)))),
  move: (document, path, { from }) => {
    const value = read(document, String(from));
    return remove(document, String(from)) && insert(document, path, value);
  },
  remove,
  replace: (document, path, { value }) =>
    path === '' ? insert(document, path, value) : remove(document, path) && insert(document, path, value),
  test: (document, path, { value }) => isDeepStrictEqual(read(document, path), value),
};

/** `target` after the operations of RFC 6902; refused as a whole if one does not apply. */
export function applyJsonPatch(target: unknown, patch: unknown): PatchResult {
  if (!Array.isArray(patch)) return { ok: false, message: 'a JSON patch must be a list of operations' };
  const document: Root = { value: structuredClone(target) };
  for (const operation of patch.map((item) => objectAt(item))) {
    const name = textAt(operation, 'op');
    const path = textAt(operation, 'path');
    if (operations[name]?.(document, path, operation) === true) continue;
    return { ok: false, message: `the operation ${name} of "${path}" does not apply` };
  }
  return { ok: true, value: document.value };
}

/** The container and the key that a JSON pointer names. */
function locate(document: Root, path: string): { readonly parent: unknown; readonly key: string } {
  const steps = `/value${path}`.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = steps.pop() ?? '';
  return { parent: steps.slice(1).reduce<unknown>(child, document), key };
}

function child(node: unknown, key: string): unknown {
  return typeof node === 'object' && node !== null && Object.hasOwn(node, key) ? Reflect.get(node, key) : undefined;
}

function read(document: Root, path: string): unknown {
  const { parent, key } = locate(document, path);
  return child(parent, key);
}

function insert(document: Root, path: string, value: unknown): boolean {
  const { parent, key } = locate(document, path);
  if (value === undefined || typeof parent !== 'object' || parent === null) return false;
  if (!Array.isArray(parent)) return Reflect.set(parent, key, value);
  const index = key === '-' ? parent.length : Number(key);
  if (!(index >= 0 && index <= parent.length)) return false;
  parent.splice(index, 0, value);
  return true;
}

function remove(document: Root, path: string): boolean {
  const { parent, key } = locate(document, path);
  if (child(parent, key) === undefined || typeof parent !== 'object' || parent === null) return false;
  if (!Array.isArray(parent)) return Reflect.deleteProperty(parent, key);
  parent.splice(Number(key), 1);
  return true;
}

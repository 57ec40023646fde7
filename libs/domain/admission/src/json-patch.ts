import { isJsonList, isJsonObject, type JsonObject, type JsonValue, memberOf } from './json.js';

/** One operation of an RFC 6902 patch; `path` is a JSON pointer. */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string };

/**
 * The operations that turn `before` into `after`, to be applied in order. Parts that are the same object on both sides cost
 * nothing. An item that was put into a list is added at its place and the others keep theirs: items are the same when they are
 * equal or carry the same `name`. A list that lost or reordered items is replaced as a whole.
 */
export function planPatch(before: JsonValue, after: JsonValue): readonly PatchOperation[] {
  const operations: PatchOperation[] = [];
  diffValue(before, after, '', operations);
  return operations;
}

function diffValue(before: JsonValue, after: JsonValue, path: string, operations: PatchOperation[]): void {
  if (before === after) return;
  if (isJsonObject(before) && isJsonObject(after)) diffObject(before, after, path, operations);
  else if (isJsonList(before) && isJsonList(after)) diffList(before, after, path, operations);
  else operations.push({ op: 'replace', path, value: after });
}

function diffObject(before: JsonObject, after: JsonObject, path: string, operations: PatchOperation[]): void {
  const oldKeys = Object.keys(before);
  const keys = Object.keys(after);
  const isCopy = oldKeys.every((key, index) => key === keys[index] && after[key] !== undefined);
  if (!isCopy) removeMembers(before, after, path, operations);
  keys.forEach((key, index) => {
    const value = after[key];
    const old = ownMember(before, key, oldKeys[index]);
    if (value === undefined || value === old) return;
    if (old === undefined) operations.push({ op: 'add', path: child(path, key), value });
    else diffValue(old, value, child(path, key), operations);
  });
}

function removeMembers(before: JsonObject, after: JsonObject, path: string, operations: PatchOperation[]): void {
  for (const key of Object.keys(before)) {
    if (before[key] !== undefined && memberOf(after, key) === undefined)
      operations.push({ op: 'remove', path: child(path, key) });
  }
}

/** The own member of an object. A changed copy has its keys where they were, so that one look at that place mostly proves it. */
function ownMember(object: JsonObject, key: string, keyAtItsPlace: string | undefined): JsonValue | undefined {
  return key === keyAtItsPlace ? object[key] : memberOf(object, key);
}

function diffList(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  path: string,
  operations: PatchOperation[],
): void {
  const mark = operations.length;
  let next = 0;
  after.forEach((value, index) => {
    const old = before[next];
    if (old !== undefined && isSameItem(old, value)) {
      next += 1;
      if (old !== value) diffValue(old, value, `${path}/${index}`, operations);
    } else {
      operations.push({ op: 'add', path: `${path}/${index}`, value });
    }
  });
  if (next === before.length) return;
  // Not every item of `before` was found in the same order, so nothing was just put in.
  operations.length = mark;
  diffItems(before, after, path, operations);
}

/** Items without names are told apart by their places, as long as there are as many as before. */
function diffItems(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  path: string,
  operations: PatchOperation[],
): void {
  const isInPlace =
    before.length === after.length && after.every((value, index) => nameOf(value) === nameOf(before[index]));
  if (!isInPlace) operations.push({ op: 'replace', path, value: after });
  else
    for (const [index, value] of after.entries())
      diffValue(before[index] ?? null, value, `${path}/${index}`, operations);
}

function isSameItem(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  const name = nameOf(a);
  return name !== undefined && name === nameOf(b);
}

function nameOf(value: JsonValue | undefined): string | undefined {
  const name = isJsonObject(value) ? value['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function child(path: string, key: string): string {
  return `${path}/${/[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key}`;
}

/** The patched document, or the sentence that says which operation does not fit. */
export type Patched =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly reason: 'PatchDoesNotFit'; readonly message: string };

/** Applies operations in order, as the API server does; the document itself is not changed. */
export function applyPatch(document: JsonValue, operations: readonly PatchOperation[]): Patched {
  let value = document;
  for (const operation of operations) {
    const changed =
      operation.path === '' ? changeRoot(operation) : change(value, parsePointer(operation.path), operation);
    if (changed === undefined) {
      const message = `there is nothing at ${operation.path} to ${operation.op}`;
      return { ok: false, reason: 'PatchDoesNotFit', message };
    }
    value = changed;
  }
  return { ok: true, value };
}

function changeRoot(operation: PatchOperation): JsonValue | undefined {
  return operation.op === 'remove' ? undefined : operation.value;
}

function parsePointer(path: string): readonly string[] {
  return path
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function change(
  parent: JsonValue,
  [token, ...rest]: readonly string[],
  operation: PatchOperation,
): JsonValue | undefined {
  if (token === undefined) return undefined;
  const isLast = rest.length === 0;
  if (isJsonList(parent))
    return isLast ? changeItem(parent, token, operation) : changeInItem(parent, token, rest, operation);
  if (!isJsonObject(parent)) return undefined;
  return isLast ? changeMember(parent, token, operation) : changeInMember(parent, token, rest, operation);
}

function changeItem(list: readonly JsonValue[], token: string, operation: PatchOperation): JsonValue | undefined {
  if (operation.op === 'add' && token === '-') return [...list, operation.value];
  const index = parseIndex(token);
  if (index > list.length || (operation.op !== 'add' && index === list.length)) return undefined;
  if (operation.op === 'add') return list.toSpliced(index, 0, operation.value);
  return operation.op === 'remove' ? list.toSpliced(index, 1) : list.with(index, operation.value);
}

function changeInItem(
  list: readonly JsonValue[],
  token: string,
  rest: readonly string[],
  operation: PatchOperation,
): JsonValue | undefined {
  const index = parseIndex(token);
  const item = list[index];
  const changed = item === undefined ? undefined : change(item, rest, operation);
  return changed === undefined ? undefined : list.with(index, changed);
}

function parseIndex(token: string): number {
  return /^(?:0|[1-9]\d*)$/.test(token) ? Number(token) : Infinity;
}

function changeMember(object: JsonObject, token: string, operation: PatchOperation): JsonValue | undefined {
  if (operation.op !== 'add' && memberOf(object, token) === undefined) return undefined;
  return operation.op === 'remove'
    ? Object.fromEntries(Object.entries(object).filter(([key]) => key !== token))
    : withMember(object, token, operation.value);
}

function changeInMember(
  object: JsonObject,
  token: string,
  rest: readonly string[],
  operation: PatchOperation,
): JsonValue | undefined {
  const member = memberOf(object, token);
  const changed = member === undefined ? undefined : change(member, rest, operation);
  return changed === undefined ? undefined : withMember(object, token, changed);
}

/** A computed key defines the member even when it is called __proto__. */
function withMember(object: JsonObject, key: string, value: JsonValue): JsonObject {
  return { ...object, [key]: value };
}

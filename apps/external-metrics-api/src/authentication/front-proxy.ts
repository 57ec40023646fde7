import { type Identity, withAuthenticatedGroup } from './identity.js';
import type { FrontProxyTrust } from './trust.js';

/**
 * The user that a front proxy names in headers; `undefined` when it names none. `rawHeaders` alternates names and values as
 * received: Node joins repeated headers with commas, but each X-Remote-Group is one whole group, commas included.
 */
export function readFrontProxyHeaders(rawHeaders: readonly string[], trust: FrontProxyTrust): Identity | undefined {
  const byName = new Map<string, string[]>();
  const byExtraKey = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    if (trust.headerNames.has(name)) append(byName, name, value);
    const prefix = trust.extraPrefixes.find((candidate) => name.startsWith(candidate));
    if (prefix !== undefined) append(byExtraKey, decodeKey(name.slice(prefix.length)), value);
  }
  const user = firstValue(byName, trust.userHeaders);
  if (user === undefined) return undefined;
  const uid = firstValue(byName, trust.uidHeaders);
  const groups = trust.groupHeaders.flatMap((name) => byName.get(name) ?? []).filter((group) => group !== '');
  // fromEntries defines own keys, so that no header can reach a prototype
  const extra = Object.fromEntries(byExtraKey);
  return withAuthenticatedGroup({ user, groups, extra, ...(uid !== undefined && { uid }) });
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function firstValue(lists: ReadonlyMap<string, readonly string[]>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = lists.get(name)?.[0];
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** Proxies percent-encode what a header name cannot hold, such as the slash of `authentication.kubernetes.io/credential-id`. */
function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

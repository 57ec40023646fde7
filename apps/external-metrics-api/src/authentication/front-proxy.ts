import { type Identity, withAuthenticatedGroup } from './identity.js';
import type { FrontProxyTrust } from './trust.js';

/** What a header can say of a user. */
type Meaning = { readonly header: string } | { readonly extraKey: string } | 'nothing';

const maxRemembered = 256;
// clients send the same names in the same spelling, so each is understood once per configuration
const meanings = new WeakMap<FrontProxyTrust, Map<string, Meaning>>();

/**
 * The user that a front proxy names in headers; `undefined` when it names none. `rawHeaders` alternates names and values as
 * received: Node joins repeated headers with commas, but each X-Remote-Group is one whole group, commas included.
 */
export function readFrontProxyHeaders(rawHeaders: readonly string[], trust: FrontProxyTrust): Identity | undefined {
  const byHeader = new Map<string, string[]>();
  const byExtraKey = new Map<string, string[]>();
  const known = meaningsFor(trust);
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const meaning = understand(rawHeaders[index] ?? '', trust, known);
    if (meaning === 'nothing') continue;
    const value = decodeValue(rawHeaders[index + 1] ?? '');
    if ('header' in meaning) append(byHeader, meaning.header, value);
    else append(byExtraKey, meaning.extraKey, value);
  }
  const user = firstValue(byHeader, trust.userHeaders);
  if (user === undefined) return undefined;
  const uid = firstValue(byHeader, trust.uidHeaders);
  const groups = trust.groupHeaders.flatMap((name) => byHeader.get(name) ?? []).filter((group) => group !== '');
  // fromEntries defines own keys, so that no header can reach a prototype
  const extra = Object.fromEntries(byExtraKey);
  return withAuthenticatedGroup({ user, groups, extra, ...(uid !== undefined && { uid }) });
}

function meaningsFor(trust: FrontProxyTrust): Map<string, Meaning> {
  const known = meanings.get(trust) ?? new Map<string, Meaning>();
  meanings.set(trust, known);
  return known;
}

function understand(name: string, trust: FrontProxyTrust, known: Map<string, Meaning>): Meaning {
  const found = known.get(name);
  if (found !== undefined) return found;
  const meaning = toMeaning(name.toLowerCase(), trust);
  if (known.size < maxRemembered) known.set(name, meaning);
  return meaning;
}

function toMeaning(name: string, { headerNames, extraPrefixes }: FrontProxyTrust): Meaning {
  if (headerNames.has(name)) return { header: name };
  const prefix = extraPrefixes.find((candidate) => name.startsWith(candidate));
  return prefix === undefined ? 'nothing' : { extraKey: decodeKey(name.slice(prefix.length)) };
}

/** API servers send names as UTF-8, while Node gives each byte of a header as one character. */
function decodeValue(received: string): string {
  return /[\u0080-\u00ff]/.test(received) ? Buffer.from(received, 'latin1').toString('utf8') : received;
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

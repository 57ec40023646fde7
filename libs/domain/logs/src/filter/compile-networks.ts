import { ipGroups, parseIp } from '../ip-address.js';
import type { TextTest } from './compile-pattern.js';

interface Network {
  readonly groups: Uint16Array;
  /** Bits of the prefix, of 128; those of IPv4 come after 96. */
  readonly bits: number;
}

/** A test whether a text is an address of one of the networks, or the network that is none. */
export type CompiledNetworks =
  | { readonly ok: true; readonly value: TextTest }
  | { readonly ok: false; readonly network: string };

/** Compiles networks such as `10.0.0.0/8` and `2001:db8::/32`; an address alone is a network of one. */
export function compileNetworks(texts: readonly string[]): CompiledNetworks {
  const networks: Network[] = [];
  for (const text of texts) {
    const network = parseNetwork(text);
    if (network === undefined) return { ok: false, network: text };
    networks.push(network);
  }
  const groups = new Uint16Array(ipGroups);
  const value = (text: string): boolean => {
    if (!parseIp(text, groups)) return false;
    for (const network of networks) if (isWithin(groups, network)) return true;
    return false;
  };
  return { ok: true, value };
}

function parseNetwork(text: string): Network | undefined {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const groups = new Uint16Array(ipGroups);
  if (!parseIp(address, groups)) return undefined;
  const width = address.includes(':') ? 128 : 32;
  const length = prefix === undefined ? width : Number(prefix);
  return length <= width ? { groups, bits: 128 - width + length } : undefined;
}

function isWithin(address: Uint16Array, { groups, bits }: Network): boolean {
  for (let index = 0, left = bits; left > 0; index += 1, left -= 16) {
    const mask = left >= 16 ? 0xffff : 0xffff << (16 - left);
    if (((address[index] ?? 0) & mask & 0xffff) !== ((groups[index] ?? 0) & mask & 0xffff)) return false;
  }
  return true;
}

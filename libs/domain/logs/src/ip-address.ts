/** How many 16-bit groups an address has: IPv4 addresses take the last two of `::ffff:0:0/96`. */
export const ipGroups = 8;

/**
 * Reads an IPv4 address (four decimal numbers, no leading zeros) or an IPv6 one (with `::` and a dotted end, without a zone)
 * into its groups, most significant first. Says whether it is one; allocates nothing.
 */
export function parseIp(text: string, groups: Uint16Array): boolean {
  if (text.length > longestAddress) return false;
  if (text.includes(':')) return parseIpv6(text, groups);
  groups.fill(0);
  groups[5] = 0xffff;
  return parseIpv4(text, 0, groups, 6);
}

const longestAddress = 45;
const dot = 46;
const colon = 58;

function parseIpv4(text: string, start: number, groups: Uint16Array, group: number): boolean {
  let at = start;
  for (let index = 0; index < 4; index += 1) {
    const end = endOfDigits(text, at);
    const number = decimalAt(text, at, end);
    if (number > 255) return false;
    const target = group + (index >> 1);
    groups[target] = ((groups[target] ?? 0) << 8) | number;
    if (index < 3 ? text.charCodeAt(end) !== dot : end !== text.length) return false;
    at = end + 1;
  }
  return true;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (isDecimal(text.charCodeAt(end))) end += 1;
  return end;
}

function isDecimal(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

const noNumber = 256;

function decimalAt(text: string, start: number, end: number): number {
  const length = end - start;
  if (length < 1 || length > 3 || (length > 1 && text.charCodeAt(start) === 48)) return noNumber;
  let number = 0;
  for (let at = start; at < end; at += 1) number = number * 10 + text.charCodeAt(at) - 48;
  return number;
}

function parseIpv6(text: string, groups: Uint16Array): boolean {
  groups.fill(0);
  const gap = text.indexOf('::');
  if (gap < 0) return parseGroups(text, { start: 0, end: text.length }, groups, 0) === ipGroups;
  if (text.includes('::', gap + 1)) return false;
  const before = parseGroups(text, { start: 0, end: gap }, groups, 0);
  if (before < 0) return false;
  const after = parseGroups(text, { start: gap + 2, end: text.length }, groups, before);
  return after >= 0 && before + after < ipGroups && openGap(groups, before, before + after);
}

const wrong = -1;

/** Reads groups between colons into `groups` from `first` on; answers how many, or `wrong`. */
function parseGroups(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  groups: Uint16Array,
  first: number,
): number {
  let group = first;
  for (let at = start; at < end && group < ipGroups; group += 1) {
    const stop = endOfHex(text, at);
    if (text.charCodeAt(stop) === dot) return endInIpv4(text, at, groups, group) ? group + 2 - first : wrong;
    if (stop === at || stop - at > 4) return wrong;
    groups[group] = hexAt(text, at, stop);
    if (stop === end) return group + 1 - first;
    at = stop + 1;
    if (text.charCodeAt(stop) !== colon) return wrong;
  }
  return start === end ? 0 : wrong;
}

function endInIpv4(text: string, at: number, groups: Uint16Array, group: number): boolean {
  return group <= ipGroups - 2 && parseIpv4(text, at, groups, group);
}

function openGap(groups: Uint16Array, gap: number, count: number): true {
  const shift = ipGroups - count;
  groups.copyWithin(gap + shift, gap, count);
  groups.fill(0, gap, gap + shift);
  return true;
}

function endOfHex(text: string, start: number): number {
  let end = start;
  while (hexDigit(text.charCodeAt(end)) >= 0) end += 1;
  return end;
}

function hexAt(text: string, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at += 1) number = number * 16 + hexDigit(text.charCodeAt(at));
  return number;
}

function hexDigit(unit: number): number {
  if (isDecimal(unit)) return unit - 48;
  const lower = unit | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

const octet = '(?:25[0-5]|2[0-4]\\d|[01]?\\d{1,2})';

/** An IPv4 address that is not inside a longer run of digits. */
export const ipv4Regex = `(?<!\\d)${octet}(?:\\.${octet}){3}(?!\\d)`;

const group = '[0-9A-Fa-f]{1,4}';
/** An IPv4 address at the end of an IPv6 address. */
const quad = '\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}';

/*
 * An IPv6 address as RFC 4291 writes it: eight groups, of which the last two can be an IPv4 address, and `::` once for one or
 * more groups of zeros. Written as a tree in which no repeat is inside another: V8's linear engine refuses large ones.
 */

/** What follows `count` groups, each with its colon. */
function afterGroups(count: number): string {
  if (count === 7) return `(?:${group}|:)`;
  const address = count === 6 ? `${quad}|` : '';
  return `(?:${address}${group}:${afterGroups(count + 1)}|:(?:${afterZeros(7 - count)})?)`;
}

/** One to `room` groups after the `::`. */
function afterZeros(room: number): string {
  const more = room > 1 ? `(?::${afterZeros(room - 1)})?` : '';
  return room > 1 ? `(?:${quad}|${group}${more})` : group;
}

/** An IPv6 address with an optional zone. */
export const ipv6Regex = `(?:${group}:${afterGroups(1)}|::(?:${afterZeros(7)})?)(?:%[\\w.~-]+)?`;

/** An IP address. */
export const ipRegex = `(?:${ipv4Regex}|${ipv6Regex})`;

const label = '[0-9A-Za-z][\\w-]*';

/** A host name; underscores are allowed. */
export const hostRegex = `\\b${label}(?:\\.${label})*\\.?`;

/** A port number. */
export const portRegex = '[1-9]\\d{0,4}';

const octet = '(?:25[0-5]|2[0-4]\\d|[01]?\\d{1,2})';

/** An IPv4 address that is not inside a longer run of digits. */
export const ipv4Regex = `(?<!\\d)${octet}(?:\\.${octet}){3}(?!\\d)`;

const group = '[0-9A-Fa-f]{1,4}';
/** An IPv4 address at the end of an IPv6 address. */
const quad = '\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}';

/*
 * An IPv6 address as RFC 4291 writes it: eight groups, of which the last two can be an IPv4 address, or fewer around one `::`. More
 * than seven groups around a `::` pass too: to count them makes the expression so large that V8 takes 30 ms to compile it.
 * Repeats that are counted are written out: V8's linear engine refuses large ones.
 */
const sixGroups = `${group}:`.repeat(6);
const beforeZeros = `(?:${group}(?::${group})*)?`;
const afterZeros = `(?:(?:${group}:)*(?:${quad}|${group}))?`;

/** An IPv6 address with an optional zone. */
export const ipv6Regex = `(?:${beforeZeros}::${afterZeros}|${sixGroups}(?:${group}:${group}|${quad}))(?:%[\\w.~-]+)?`;

/** An IP address. */
export const ipRegex = `(?:${ipv4Regex}|${ipv6Regex})`;

const label = '[0-9A-Za-z][\\w-]*';

/** A host name; underscores are allowed. */
export const hostRegex = `\\b${label}(?:\\.${label})*\\.?`;

/** A port number. */
export const portRegex = '[1-9]\\d{0,4}';

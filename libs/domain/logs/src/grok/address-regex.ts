const octet = '(?:25[0-5]|2[0-4]\\d|[01]?\\d{1,2})';
const group = '[0-9A-Fa-f]{1,4}';
const quad = `${octet}(?:\\.${octet}){3}`;

/** An IPv4 address that is not inside a longer run of digits. */
export const ipv4Regex = `(?<!\\d)${quad}(?!\\d)`;

/** The forms of RFC 4291: eight groups, or fewer with `::` between `before` and the rest; the last two may be an IPv4 address. */
function ipv6Forms(): string {
  const forms: string[] = [];
  for (let before = 7; before >= 1; before -= 1) forms.push(`(?:${group}:){${before}}${ipv6Tail(before)}`);
  forms.push(`:(?:(?::${group}){0,5}:${quad}|(?::${group}){1,7}|:)`);
  return `(?:${forms.join('|')})`;
}

/** What can follow `before` groups with a colon each. */
function ipv6Tail(before: number): string {
  if (before === 7) return `(?:${group}|:)`;
  const room = 7 - before;
  const quadForms = before === 6 ? [quad, `:${quad}`] : [`(?::${group}){0,${room - 2}}:${quad}`];
  const forms = before === 6 ? [quad] : quadForms;
  return `(?:${[...forms, `(?::${group}){1,${room}}`, ':'].join('|')})`;
}

/** An IPv6 address with an optional zone. */
export const ipv6Regex = `${ipv6Forms()}(?:%[\\w.~-]+)?`;

/** An IP address. */
export const ipRegex = `(?:${ipv4Regex}|${ipv6Regex})`;

const label = '[0-9A-Za-z][\\w-]{0,62}';

/** A host name; underscores are allowed. */
export const hostRegex = `\\b${label}(?:\\.${label})*\\.?`;

/** A port number. */
export const portRegex = '[1-9]\\d{0,4}';

import { toFlatText } from './flat-text.js';
import { type Attributes, getOwn, setOwn } from './log.js';

/** How `parseUrl` reads a path. */
export interface UrlOptions {
  /** Takes the slashes off the end of a path, but for the path `/` itself. */
  readonly normalizeEndingSlashes?: boolean;
}

const schemePattern = /^[a-z][a-z0-9+.-]*$/i;
const portPattern = /^\d{1,5}$/;
/** Beyond it, values of one name are dropped: hostile queries would make them slow to compare. */
const maxValuesPerParameter = 100;

/**
 * The parts of a URL in the shape of Datadog's URL parser: `scheme`, `host` (lower case), `port` (a number), `path` and
 * `queryString` (an object, not decoded); parts that the URL does not have are left out. Text without a scheme is a path.
 * Fragments, user names and passwords are dropped. `undefined`: the address cannot be read.
 */
export function parseUrl(url: string, options: UrlOptions = {}): Attributes | undefined {
  const details: Attributes = {};
  const start = readOrigin(url, details);
  if (start === undefined) return undefined;
  const hash = url.indexOf('#', start);
  const end = hash === -1 ? url.length : hash;
  const question = url.indexOf('?', start);
  const pathEnd = question === -1 || question > end ? end : question;
  const path = url.slice(start, pathEnd);
  details.path = options.normalizeEndingSlashes === true ? trimEndingSlashes(path) : toFlatText(path);
  if (pathEnd + 1 < end) details.queryString = parseQueryString(url.slice(pathEnd + 1, end));
  return details;
}

/** Reads scheme, host and port; gives the place where the path begins. */
function readOrigin(url: string, details: Attributes): number | undefined {
  if (url.startsWith('/')) return 0;
  const colon = url.indexOf('://');
  const scheme = colon > 0 ? url.slice(0, colon) : '';
  if (!schemePattern.test(scheme)) return 0;
  const start = colon + 3;
  const end = findAuthorityEnd(url, start);
  details.scheme = scheme.toLowerCase();
  const authority = url.slice(start, end);
  return readAddress(authority.slice(authority.lastIndexOf('@') + 1), details) ? end : undefined;
}

function findAuthorityEnd(url: string, start: number): number {
  for (let index = start; index < url.length; index += 1) {
    const character = url[index];
    if (character === '/' || character === '?' || character === '#') return index;
  }
  return url.length;
}

function readAddress(address: string, details: Attributes): boolean {
  // the colons of an IPv6 address stand between brackets
  const colon = address.indexOf(':', address.indexOf(']') + 1);
  const host = colon === -1 ? address : address.slice(0, colon);
  details.host = host.toLowerCase();
  if (colon === -1 || colon === address.length - 1) return true;
  const port = address.slice(colon + 1);
  details.port = Number(port);
  return portPattern.test(port);
}

function trimEndingSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

/** The parameters of a query string, as they are written. A parameter that differs from one of its name makes both an array. */
export function parseQueryString(query: string): Attributes {
  const parameters: Attributes = {};
  for (let start = 0; start < query.length;) {
    const ampersand = query.indexOf('&', start);
    const end = ampersand === -1 ? query.length : ampersand;
    const part = query.slice(start, end);
    const equals = part.indexOf('=');
    const name = equals === -1 ? part : part.slice(0, equals);
    if (name !== '') addParameter(parameters, name, equals === -1 ? '' : part.slice(equals + 1));
    start = end + 1;
  }
  return parameters;
}

function addParameter(parameters: Attributes, name: string, value: string): void {
  const present = getOwn(parameters, name);
  if (present === undefined) setOwn(parameters, name, value);
  else if (Array.isArray(present)) {
    if (present.length < maxValuesPerParameter && !present.includes(value)) present.push(value);
  } else if (present !== value) setOwn(parameters, name, [present, value]);
}

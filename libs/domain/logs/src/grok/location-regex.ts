import { hostRegex, ipRegex, portRegex } from './address-regex.js';

/** An absolute path with slashes. */
export const unixPathRegex = '(?:/(?:[\\w%!$@:.,~-]|\\\\.)*)+';

/** A path with backslashes, of a drive or of the network. */
export const winPathRegex = '(?:[A-Za-z]+:|\\\\)(?:\\\\[^\\\\?*]*)+';

/** The scheme of a URI. */
export const schemeRegex = '[A-Za-z]+(?:\\+[A-Za-z+]+)?';

/** The host of a URI, with its port if there is one. */
export const uriHostRegex = `(?:${ipRegex}|${hostRegex})(?::${portRegex})?`;

/** The path of a URI. */
export const uriPathRegex = "(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%_-]*)+";

/** The query of a URI, with its question mark. */
export const uriParamRegex = "\\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\\-\\[\\]]*";

/** A URI with a scheme. */
export const uriRegex = `${schemeRegex}://(?:[\\w.-]+(?::[^@]*)?@)?(?:${uriHostRegex})?(?:${uriPathRegex}(?:${uriParamRegex})?)?`;

import type { GrokFilter } from '../filter.js';
import { array } from './array.js';
import { boolean } from './boolean.js';
import { csv } from './csv.js';
import { decodeuricomponent } from './decodeuricomponent.js';
import { integer } from './integer.js';
import { json } from './json.js';
import { keyvalue } from './keyvalue.js';
import { lowercase } from './lowercase.js';
import { nullIf } from './null-if.js';
import { number } from './number.js';
import { querystring } from './querystring.js';
import { rubyhash } from './rubyhash.js';
import { scale } from './scale.js';
import { uppercase } from './uppercase.js';
import { url } from './url.js';
import { useragent } from './useragent.js';
import { xml } from './xml.js';

/** All filters, in the order of their files. */
export const grokFilters: readonly GrokFilter[] = [
  array,
  boolean,
  csv,
  decodeuricomponent,
  integer,
  json,
  keyvalue,
  lowercase,
  nullIf,
  number,
  querystring,
  rubyhash,
  scale,
  uppercase,
  url,
  useragent,
  xml,
];

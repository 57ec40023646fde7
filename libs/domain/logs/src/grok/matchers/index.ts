import type { GrokMatcher } from '../matcher.js';
import { boolean } from './boolean.js';
import { ciscoMac } from './cisco-mac.js';
import { commonMac } from './common-mac.js';
import { data } from './data.js';
import { date } from './date.js';
import { doubleQuotedString } from './double-quoted-string.js';
import { greedyData } from './greedy-data.js';
import { hostPort } from './host-port.js';
import { hostname } from './hostname.js';
import { integer } from './integer.js';
import { integerExt } from './integer-ext.js';
import { integerExtStr } from './integer-ext-str.js';
import { integerStr } from './integer-str.js';
import { ip } from './ip.js';
import { ipOrHost } from './ip-or-host.js';
import { ipv4 } from './ipv4.js';
import { ipv6 } from './ipv6.js';
import { logLevel } from './log-level.js';
import { mac } from './mac.js';
import { notSpace } from './not-space.js';
import { number } from './number.js';
import { numberExt } from './number-ext.js';
import { numberExtStr } from './number-ext-str.js';
import { numberStr } from './number-str.js';
import { path } from './path.js';
import { port } from './port.js';
import { quotedString } from './quoted-string.js';
import { regex } from './regex.js';
import { singleQuotedString } from './single-quoted-string.js';
import { space } from './space.js';
import { timestampIso8601 } from './timestamp-iso8601.js';
import { unixPath } from './unix-path.js';
import { uri } from './uri.js';
import { uriHost } from './uri-host.js';
import { uriParam } from './uri-param.js';
import { uriPath } from './uri-path.js';
import { uriPathParam } from './uri-path-param.js';
import { uriProto } from './uri-proto.js';
import { user } from './user.js';
import { uuid } from './uuid.js';
import { winPath } from './win-path.js';
import { windowsMac } from './windows-mac.js';
import { word } from './word.js';

/** Every matcher, in the order of their files. */
export const grokMatchers: readonly GrokMatcher[] = [
  boolean,
  ciscoMac,
  commonMac,
  data,
  date,
  doubleQuotedString,
  greedyData,
  hostPort,
  hostname,
  integer,
  integerExt,
  integerExtStr,
  integerStr,
  ip,
  ipOrHost,
  ipv4,
  ipv6,
  logLevel,
  mac,
  notSpace,
  number,
  numberExt,
  numberExtStr,
  numberStr,
  path,
  port,
  quotedString,
  regex,
  singleQuotedString,
  space,
  timestampIso8601,
  unixPath,
  uri,
  uriHost,
  uriParam,
  uriPath,
  uriPathParam,
  uriProto,
  user,
  uuid,
  winPath,
  windowsMac,
  word,
];

import { type Attributes, setOwn } from '../log.js';
import { readStructuredData, type StructuredData } from './structured-data.js';

/** The element of structured data with which a sender sets what the intake reads, such as `ddsource` and `ddtags`. */
const intakeElement = 'metas';

/** Before it, senders that count octets say how long the line is. */
const priority = /^(?:\d{1,8} )?<(\d{1,3})>/;
const maxPriority = 191;
/** Version, timestamp, host name, app name, process id and message id of RFC 5424. A number at the start of a sentence is no version. */
const header5424 = /([1-9]\d?) (-|\d{4}-\d\d-\d\dT\S{1,48}) (\S{1,255}) (\S{1,255}) (\S{1,255}) (\S{1,255})(?: |$)/y;
/** The timestamp of RFC 3164, as some send it with a year or without padding, or the one that relays put in its place. */
const timestamp3164 =
  /([A-Z][a-z]{2} (?: ?\d|\d\d)(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]{0,10}(?:Z|[+-]\d\d:?\d\d)?) /y;
/** A host name, that may be missing, and the tag: a program and perhaps its process id. Colons in URLs and addresses end no tag. */
const tag3164 = /(?:(\S{0,254}[^\s:]) )?([^\s:[\]]{1,255})(?:\[([^\s\]]{1,255})\]:|:(?= |$)) ?/y;
const host3164 = /(\S{1,255}) /y;
const byteOrderMark = '\uFEFF';

/**
 * Parses a line of syslog, of RFC 5424 or RFC 3164, into the attributes that Datadog gives it: the text behind the header is the
 * `message`, the header stands under `syslog`: numbers `facility`, `severity` and `version`, texts `timestamp`, `hostname`,
 * `appname`, `procid` and `msgid`, and the elements of structured data by their names. Those of the element `metas` (`ddsource`,
 * `ddtags`, `service`, ...) become attributes of the log itself. What the header does not say is absent. Undefined for a line that
 * does not begin with a priority (`<34>`), or a length and a priority as Heroku sends it (`83 <40>`); a header that is not complete belongs to the message from where it goes wrong.
 */
export function parseSyslog(line: string): Attributes | undefined {
  const found = priority.exec(line);
  const code = Number(found?.[1]);
  if (found === null || code > maxPriority) return undefined;
  const syslog: Attributes = { facility: Math.floor(code / 8), severity: code % 8 };
  const start = found[0].length;
  const log = parse5424(line, start, syslog) ?? parse3164(line, start, syslog);
  return { ...log, syslog };
}

function parse5424(line: string, start: number, syslog: Attributes): Attributes | undefined {
  const fields = matchAt(header5424, line, start);
  if (fields === undefined) return undefined;
  const [version, timestamp, hostname, appname, procid, msgid] = fields.groups;
  syslog['version'] = Number(version);
  putTexts(syslog, { timestamp, hostname, appname, procid, msgid });
  const { elements, end } = readStructuredData(line, fields.end);
  const log = spread(elements, syslog);
  const message = line.slice(end);
  return { ...log, message: message.startsWith(byteOrderMark) ? message.slice(byteOrderMark.length) : message };
}

/** Sorts the elements of structured data: what is for the intake is returned, the others stand beside the header. */
function spread(elements: readonly StructuredData[], syslog: Attributes): Attributes {
  const log: Attributes = {};
  for (const { id, members } of elements) {
    if (id === intakeElement) for (const [name, value] of members) setOwn(log, name, value);
    else if (!Object.hasOwn(syslog, id)) setOwn(syslog, id, toAttributes(members));
  }
  return log;
}

function toAttributes(members: StructuredData['members']): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of members) setOwn(attributes, name, value);
  return attributes;
}

function parse3164(line: string, start: number, syslog: Attributes): Attributes {
  const time = matchAt(timestamp3164, line, start);
  if (time === undefined) return { message: line.slice(start) };
  const [timestamp] = time.groups;
  const tag = matchAt(tag3164, line, time.end);
  const host = tag === undefined ? matchAt(host3164, line, time.end) : undefined;
  const [hostname, appname, procid] = tag?.groups ?? host?.groups ?? [];
  putTexts(syslog, { timestamp, hostname, appname, procid });
  return { message: line.slice((tag ?? host ?? time).end) };
}

/** Sets the members that say something; `-` says nothing. */
function putTexts(attributes: Attributes, texts: Readonly<Record<string, string | undefined>>): void {
  for (const [name, text] of Object.entries(texts)) if (text !== undefined && text !== '-') attributes[name] = text;
}

interface Match {
  readonly groups: readonly (string | undefined)[];
  readonly end: number;
}

/** Matches a sticky pattern at an offset. */
function matchAt(pattern: RegExp, text: string, offset: number): Match | undefined {
  pattern.lastIndex = offset;
  const found = pattern.exec(text);
  return found === null ? undefined : { groups: found.slice(1), end: pattern.lastIndex };
}

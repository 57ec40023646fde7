import { maxJsonDepth } from '../json.js';
import { type Attributes, type AttributeValue, getOwn, setOwn } from '../log.js';

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

/**
 * Reads an XML document into an object with the root element as its member. Attributes and elements are members of the element
 * around them, repeated ones make an array; an element of text alone is that text, beside others it is the member `value`.
 * Entities of documents are not known. `undefined`: the text is not well formed, or nests too deep.
 */
export function parseXml(text: string): Attributes | undefined {
  const reader: Reader = { text: text.trim(), at: 0, depth: 0 };
  const document: Attributes = {};
  skipAside(reader);
  if (!readElement(reader, document)) return undefined;
  skipAside(reader);
  return reader.at === reader.text.length ? document : undefined;
}

/** Blanks, comments, processing instructions and the document type. */
function skipAside(reader: Reader): void {
  take(reader, /(?:\s+|<!--[^]*?-->|<\?[^]*?\?>|<![A-Za-z][^>[]*(?:\[[^\]]*\][^>]*)?>)*/y);
}

/** Reads an element into the object around it; `false` when there is none that is well formed. */
function readElement(reader: Reader, parent: Attributes): boolean {
  const name = take(reader, /<[^\s<>/!?="']+/y)?.slice(1);
  if (name === undefined || reader.depth >= maxJsonDepth) return false;
  const members: Attributes = {};
  while (readAttribute(reader, members)) continue;
  const end = take(reader, /\s*\/?>/y)?.trim();
  const text = end === '>' ? readInside(reader, members, name) : end && '';
  if (text === undefined) return false;
  addMember(parent, name, isEmpty(members) ? text : withText(members, text));
  return true;
}

/** Reads what stands in an element and the tag that ends it; gives the text of it, or `undefined` when that is not well formed. */
function readInside(reader: Reader, members: Attributes, name: string): string | undefined {
  reader.depth += 1;
  const text = readContent(reader, members);
  reader.depth -= 1;
  const endTag = take(reader, /<\/[^\s<>]+\s*>/y);
  return endTag?.slice(2, -1).trimEnd() === name ? text : undefined;
}

function readAttribute(reader: Reader, members: Attributes): boolean {
  const written = take(reader, /\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*')/y);
  if (written === undefined) return false;
  const equals = written.indexOf('=');
  const value = written.slice(equals + 1).trim();
  addMember(members, written.slice(0, equals).trim(), decodeEntities(value.slice(1, -1)));
  return true;
}

/** Reads what stands in an element up to its end, and gives the text of it without blanks around; `undefined`: not well formed. */
function readContent(reader: Reader, members: Attributes): string | undefined {
  let text = '';
  for (;;) {
    text += decodeEntities(take(reader, /[^<]+/y) ?? '');
    if (reader.text.startsWith('</', reader.at)) return text.trim();
    const data = take(reader, /<!\[CDATA\[[^]*?\]\]>/y);
    if (data !== undefined) text += data.slice('<![CDATA['.length, -']]>'.length);
    else if (take(reader, /<!--[^]*?-->|<\?[^]*?\?>/y) === undefined && !readElement(reader, members)) return undefined;
  }
}

function withText(members: Attributes, text: string): Attributes {
  if (text !== '') addMember(members, 'value', text);
  return members;
}

function addMember(target: Attributes, name: string, value: AttributeValue): void {
  const present = getOwn(target, name);
  if (present === undefined) setOwn(target, name, value);
  else if (Array.isArray(present)) present.push(value);
  else setOwn(target, name, [present, value]);
}

function isEmpty(members: Attributes): boolean {
  return Object.keys(members).length === 0;
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['apos', "'"],
  ['gt', '>'],
  ['lt', '<'],
  ['quot', '"'],
]);

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#[xX]([\dA-Fa-f]{1,6})|(\w+));/g, (entity, decimal, hex, name) => {
    if (name !== undefined) return entities.get(name) ?? entity;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : entity;
  });
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}

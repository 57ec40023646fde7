/** An element of the structured data of RFC 5424, with its parameters in their order. */
export interface StructuredData {
  readonly id: string;
  readonly members: readonly (readonly [name: string, value: string])[];
}

/** Every element takes memory, whoever sends it. */
const maxElements = 100;
const maxMembers = 100;

const elementStart = /\[([^\s=\]"]{1,64})/y;
const member = / ([^\s=\]"]{1,64})="([^"\\]*(?:\\[^][^"\\]*)*)"/y;

/**
 * Reads the structured data of RFC 5424 that begins at an offset, and the space behind it. `end` is where the message begins. Data
 * that is not well-formed, or more than anybody sends, belongs to the message.
 */
export function readStructuredData(
  line: string,
  start: number,
): { readonly elements: readonly StructuredData[]; readonly end: number } {
  if (line.startsWith('-', start) && isEnd(line, start + 1)) return { elements: [], end: start + 2 };
  const elements: StructuredData[] = [];
  let at = start;
  while (line[at] === '[' && elements.length < maxElements) {
    const read = readElement(line, at);
    if (read === undefined) return { elements: [], end: start };
    elements.push(read.element);
    at = read.end;
  }
  return elements.length > 0 && isEnd(line, at) ? { elements, end: at + 1 } : { elements: [], end: start };
}

function isEnd(line: string, at: number): boolean {
  return at >= line.length || line[at] === ' ';
}

function readElement(
  line: string,
  start: number,
): { readonly element: StructuredData; readonly end: number } | undefined {
  elementStart.lastIndex = start;
  const id = elementStart.exec(line)?.[1];
  if (id === undefined) return undefined;
  const members: (readonly [string, string])[] = [];
  let at = elementStart.lastIndex;
  while (line[at] === ' ' && members.length < maxMembers) {
    member.lastIndex = at;
    const [, name, value] = member.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    members.push([name, value.replaceAll(/\\(["\\\]])/g, '$1')]);
    at = member.lastIndex;
  }
  return line[at] === ']' ? { element: { id, members }, end: at + 1 } : undefined;
}

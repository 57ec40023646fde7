/** What a client may say, decoded. Text is kept byte for byte (latin1), so that any subject travels unchanged. */
export type ClientCommand =
  | { readonly op: 'CONNECT'; readonly json: string }
  | PublishCommand
  | { readonly op: 'SUB'; readonly subject: string; readonly queue: string | undefined; readonly sid: string }
  | { readonly op: 'UNSUB'; readonly sid: string; readonly max: number }
  | { readonly op: 'PING' }
  | { readonly op: 'PONG' };

/** A message; `payload` starts with `headerBytes` bytes of headers (none for PUB). */
export interface PublishCommand {
  readonly op: 'PUB';
  readonly subject: string;
  readonly reply: string | undefined;
  readonly headerBytes: number;
  readonly payload: Buffer;
}

/** The announcement of a message: its payload of `bytes` bytes follows. */
export interface PublishHeader extends Omit<PublishCommand, 'op' | 'payload'> {
  readonly bytes: number;
}

type LineReader = (words: readonly string[], text: string) => ClientCommand | PublishHeader | undefined;

const readers: Readonly<Record<string, LineReader>> = {
  CONNECT: (_words, text) => ({ op: 'CONNECT', json: Buffer.from(text, 'latin1').toString('utf8') }),
  PUB: readPub,
  HPUB: readHpub,
  SUB: readSub,
  UNSUB: readUnsub,
  PING: () => ({ op: 'PING' }),
  PONG: () => ({ op: 'PONG' }),
};

/** Reads one control line without its line end: a command, or the announcement of a payload; undefined when it is neither. */
export function readCommand(text: string): ClientCommand | PublishHeader | undefined {
  const trimmed = text.trim();
  const gap = trimmed.search(/[ \t]/);
  const verb = (gap < 0 ? trimmed : trimmed.slice(0, gap)).toUpperCase();
  const rest = gap < 0 ? '' : trimmed.slice(gap).trim();
  const reader = Object.hasOwn(readers, verb) ? readers[verb] : undefined;
  return reader?.(rest === '' ? [] : rest.split(/[ \t]+/), rest);
}

function readPub(words: readonly string[]): PublishHeader | undefined {
  const [subject, middle, last] = words;
  const bytes = parseSize(words.at(-1));
  if (subject === undefined || bytes === undefined || words.length > 3 || words.length < 2) return undefined;
  return { subject, reply: last === undefined ? undefined : middle, headerBytes: 0, bytes };
}

function readHpub(words: readonly string[]): PublishHeader | undefined {
  const [subject, reply] = words;
  const bytes = parseSize(words.at(-1));
  const headerBytes = parseSize(words.at(-2));
  if (subject === undefined || words.length > 4 || words.length < 3) return undefined;
  if (bytes === undefined || headerBytes === undefined || headerBytes > bytes) return undefined;
  return { subject, reply: words.length === 4 ? reply : undefined, headerBytes, bytes };
}

function readSub(words: readonly string[]): ClientCommand | undefined {
  const [subject, middle, last] = words;
  if (subject === undefined || middle === undefined || words.length > 3) return undefined;
  return { op: 'SUB', subject, queue: last === undefined ? undefined : middle, sid: last ?? middle };
}

function readUnsub(words: readonly string[]): ClientCommand | undefined {
  const [sid, count] = words;
  const max = count === undefined ? 0 : parseSize(count);
  if (sid === undefined || max === undefined || words.length > 2) return undefined;
  return { op: 'UNSUB', sid, max };
}

function parseSize(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,9}$/.test(word) ? Number(word) : undefined;
}

/** A line without its end, counted from 1; undefined text stands for a line longer than the limit, which is skipped. */
export interface Line {
  readonly number: number;
  readonly text: string | undefined;
}

/** Longest line in UTF-16 units; keeps a file without line ends from filling the memory. */
export const maxLineLength = 16 * 1024 * 1024;

/** The lines of UTF-8 bytes, split at `\n` or `\r\n`; bytes that are no UTF-8 become U+FFFD. */
export async function* readLines(input: AsyncIterable<Uint8Array>, limit = maxLineLength): AsyncGenerator<Line> {
  for await (const lines of readLineBatches(input, limit)) yield* lines;
}

/** The same lines, together as they arrive: what one piece of the input ends, which may be none. */
export async function* readLineBatches(
  input: AsyncIterable<Uint8Array>,
  limit = maxLineLength,
): AsyncGenerator<readonly Line[]> {
  const decoder = new TextDecoder();
  let number = 0;
  let rest: string | undefined = '';
  for await (const chunk of input) {
    const pieces: string[] = decoder.decode(chunk, { stream: true }).split('\n');
    const last = pieces.pop() ?? '';
    const lines: Line[] = [];
    for (const piece of pieces) {
      number++;
      lines.push({ number, text: withoutReturn(join(rest, piece, limit)) });
      rest = '';
    }
    rest = join(rest, last, limit);
    yield lines;
  }
  rest = join(rest, decoder.decode(), limit);
  if (rest !== '') {
    yield [{ number: number + 1, text: withoutReturn(rest) }];
  }
}

/** Undefined, once a line is too long, until it ends. */
function join(rest: string | undefined, piece: string, limit: number): string | undefined {
  return rest === undefined || rest.length + piece.length > limit ? undefined : rest + piece;
}

function withoutReturn(text: string | undefined): string | undefined {
  return text?.endsWith('\r') ? text.slice(0, -1) : text;
}

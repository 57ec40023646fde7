/** Cuts a stream of bytes into lines. */
export interface LineSplitter {
  /** The lines that end in this chunk, without their ends; a line that grows too long is cut there and goes on as the next. */
  push(chunk: Buffer): string[];
  /** What is left when the stream ends. */
  end(): string[];
  /** Bytes of the line that has not ended yet. */
  readonly heldBytes: number;
}

const lineFeed = 10;
const carriageReturn = 13;
/** Each piece takes more memory than its bytes. */
const maxPieces = 1000;

/** A splitter that never holds more than `maxBytes`. */
export function createLineSplitter(maxBytes: number): LineSplitter {
  let held: Buffer[] = [];
  let heldBytes = 0;
  const take = (last: Buffer): string => {
    const line = held.length === 0 ? last : Buffer.concat([...held, last]);
    [held, heldBytes] = [[], 0];
    const end = line.at(-1) === carriageReturn ? line.length - 1 : line.length;
    return line.toString('utf8', 0, end);
  };
  return {
    push(chunk) {
      const lines: string[] = [];
      let start = 0;
      while (start < chunk.length) {
        const feed = chunk.indexOf(lineFeed, start);
        const room = maxBytes - heldBytes;
        const end = feed < 0 ? chunk.length : feed;
        if (end - start >= room) {
          lines.push(take(chunk.subarray(start, start + room)));
          start += room;
          continue;
        }
        if (feed < 0) {
          held.push(chunk.subarray(start));
          if (held.length > maxPieces) held = [Buffer.concat(held)];
          heldBytes += chunk.length - start;
          break;
        }
        lines.push(take(chunk.subarray(start, feed)));
        start = feed + 1;
      }
      return lines.filter((line) => line !== '');
    },
    end: () => (heldBytes === 0 ? [] : [take(Buffer.alloc(0))]),
    get heldBytes() {
      return heldBytes;
    },
  };
}

const lineFeed = 0x0a;
// An object in etcd has at most a few megabytes; this is a broken stream.
const maxLineBytes = 64 << 20;

/**
 * The JSON values of a stream with one value a line, whatever way it is cut into chunks. Throws on a line that is not JSON
 * or does not end; that the values are of type `T` is the stream's promise. A line feed is never part of a longer UTF-8 character, so only whole lines are decoded.
 */
export async function* parseJsonLines<T>(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<T, void> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      const line =
        rest.length === 0 ? bytes.subarray(start, end) : Buffer.concat([...rest, bytes.subarray(start, end)]);
      rest = [];
      restBytes = 0;
      start = end + 1;
      const text = line.toString('utf8').trim();
      if (text !== '') yield JSON.parse(text);
    }
    if (start < bytes.length) {
      rest.push(bytes.subarray(start));
      restBytes += bytes.length - start;
      if (restBytes > maxLineBytes) throw new Error(`a line of the stream has more than ${maxLineBytes} bytes`);
    }
  }
  const last = Buffer.concat(rest).toString('utf8').trim();
  if (last !== '') yield JSON.parse(last);
}

/** How much goes into one chunk. */
export interface ChunkLimits {
  readonly maxItems: number;
  /** Bytes of the items as a JSON list. */
  readonly maxBytes: number;
}

/** Bytes of an item as JSON, with the comma after it. */
export function measureItem(item: unknown): number {
  return Buffer.byteLength(JSON.stringify(item)) + 1;
}

/** Fills chunks one after the other, in order. An item that is larger than a chunk may be stands alone. */
export function* toChunks<T>(items: Iterable<T>, { maxItems, maxBytes }: ChunkLimits): Generator<readonly T[]> {
  let chunk: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = measureItem(item);
    if (chunk.length >= maxItems || (chunk.length > 0 && bytes + size > maxBytes)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(item);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';

/** How logs are packed on their way to Datadog. */
export type LogsCompression = 'gzip' | 'none' | 'zstd';

/** A packed body. */
export interface CompressedBody {
  readonly bytes: Uint8Array;
  /** For Content-Encoding; absent when it is as it was. */
  readonly encoding?: string;
}

/** Below this packing costs more than it saves. */
const minBytes = 1024;

const gzipped = promisify(gzip);
const zstandard = promisify(zstdCompress);

/** Packs a body. The fastest level: logs pack well at any, and the higher ones cost more than everything else about a log. */
export async function compressBody(bytes: Uint8Array, compression: LogsCompression): Promise<CompressedBody> {
  if (compression === 'none' || bytes.length < minBytes) return { bytes };
  // the thread is asked again for each chunk, and logs pack into a quarter of their size or less
  const chunkSize = Math.max(minBytes, Math.ceil(bytes.length / 4));
  if (compression === 'gzip') return { bytes: await gzipped(bytes, { level: 1, chunkSize }), encoding: 'gzip' };
  const params = { [constants.ZSTD_c_compressionLevel]: 1 };
  return { bytes: await zstandard(bytes, { params, chunkSize }), encoding: 'zstd' };
}

import { promisify } from 'node:util';
import {
  gunzip,
  gunzipSync,
  inflate,
  inflateSync,
  type InputType,
  zstdDecompress,
  zstdDecompressSync,
} from 'node:zlib';
import { maxBodyBytes } from '../intake/limits.js';
import { type LogRefusal, refuseLogs } from '../reasons.js';

/** The bytes of a body without its Content-Encoding, or why not. */
export type Decompressed = { readonly ok: true; readonly bytes: Buffer } | LogRefusal;

interface Codec {
  readonly sync: (bytes: InputType, limits: { maxOutputLength: number }) => Buffer;
  readonly async: (bytes: InputType, limits: { maxOutputLength: number }) => Promise<Buffer>;
}

const codecs: Readonly<Record<string, Codec>> = {
  deflate: { sync: inflateSync, async: promisify(inflate) },
  gzip: { sync: gunzipSync, async: promisify(gunzip) },
  zstd: { sync: zstdDecompressSync, async: promisify(zstdDecompress) },
};

/** Above this a thread of the pool does it, so that other requests go on. */
const maxSyncBytes = 16_384;
const limits = { maxOutputLength: maxBodyBytes };

/** As many as the pool has threads. How large a body becomes is known at its end, and each may come to 5 MB until then. */
const maxAtOnce = 4;

/** Decompresses gzip, deflate and zstd; stops at 5 MB, whatever is packed into how few bytes. */
export type Decompress = (bytes: Buffer, encoding: string) => Promise<Decompressed>;

/** A decompressor that works on few bodies at once; the others wait as they came. */
export function createDecompressor(): Decompress {
  const waiting: (() => void)[] = [];
  let atWork = 0;
  const inPool = async (work: () => Promise<Buffer>): Promise<Buffer> => {
    if (atWork >= maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else atWork += 1;
    // whoever is done hands its place on, so that nobody takes it from those that wait
    return work().finally(() => (waiting.length > 0 ? waiting.shift()?.() : (atWork -= 1)));
  };
  return async (bytes, encoding) => {
    const name = encoding.trim().toLowerCase();
    if (name === '' || name === 'identity') return { ok: true, bytes };
    const codec = codecs[name];
    if (codec === undefined) return refuseLogs('BadBody', unknownEncoding(encoding));
    try {
      const isSmall = bytes.length <= maxSyncBytes;
      return { ok: true, bytes: isSmall ? codec.sync(bytes, limits) : await inPool(() => codec.async(bytes, limits)) };
    } catch (error) {
      return refuseBody(error, name);
    }
  };
}

function unknownEncoding(encoding: string): string {
  return `Content-Encoding ${JSON.stringify(encoding)} is none of gzip, deflate, zstd, identity`;
}

function refuseBody(error: unknown, name: string): LogRefusal {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE')
    return refuseLogs('BodyTooLarge', `the body has more than ${maxBodyBytes} bytes when decompressed`);
  return refuseLogs('BadBody', `the body is no ${name}`);
}

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

/** Decompresses gzip, deflate and zstd; stops at 5 MB, whatever is packed into how few bytes. */
export async function decompress(bytes: Buffer, encoding: string): Promise<Decompressed> {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return { ok: true, bytes };
  const codec = codecs[name];
  if (codec === undefined)
    return refuseLogs(
      'BadBody',
      `Content-Encoding ${JSON.stringify(encoding)} is none of gzip, deflate, zstd, identity`,
    );
  try {
    const out = bytes.length <= maxSyncBytes ? codec.sync(bytes, limits) : await codec.async(bytes, limits);
    return { ok: true, bytes: out };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE')
      return refuseLogs('BodyTooLarge', `the body has more than ${maxBodyBytes} bytes when decompressed`);
    return refuseLogs('BadBody', `the body is no ${name}`);
  }
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.js';
import type { ApiObject } from './api-objects.js';
import { encodeJson } from './encodings/json.js';
import { encodeProtobuf } from './encodings/protobuf.js';
import { encodeYaml } from './encodings/yaml.js';
import { type Format, mediaTypes, type Negotiated, negotiate } from './negotiate.js';
import { notAcceptable } from './status.js';
import { wantsPretty } from './wants-pretty.js';

/** An answer as it goes over the wire. */
export interface Encoded {
  readonly code: number;
  readonly contentType: string;
  readonly body: Buffer | string;
  readonly etag?: string;
}

type Encoder = (object: ApiObject, pretty: boolean) => Buffer | string;

// the order is that of preference when the caller takes anything
const encoders: Readonly<Record<Format, Encoder>> = { json: encodeJson, yaml: encodeYaml, protobuf: encodeProtobuf };
const objectFormats: readonly Format[] = ['json', 'yaml', 'protobuf'];
const documentFormats: readonly Format[] = ['json'];

/** Encodes an answer in the way the Accept header asks for; when nothing fits, the answer is 406 in JSON. */
export function encode(answer: Answer, headers: IncomingHttpHeaders, parameters: URLSearchParams | undefined): Encoded {
  if (answer.type === 'text') return { code: answer.code, contentType: answer.contentType, body: answer.text };
  const offered = answer.type === 'document' ? documentFormats : objectFormats;
  const negotiated = negotiateCached(headers.accept, offered);
  if (negotiated === undefined) return refuse(offered);
  if (answer.type === 'document') return encodeDocument(answer, headers['if-none-match']);
  const pretty = negotiated.format === 'json' && (negotiated.pretty || wantsPretty(parameters, headers['user-agent']));
  return {
    code: answer.code,
    contentType: mediaTypes[negotiated.format],
    body: encoders[negotiated.format](answer.object, pretty),
  };
}

function encodeDocument({ json, etag }: Extract<Answer, { type: 'document' }>, known: string | undefined): Encoded {
  const contentType = mediaTypes.json;
  if (etag !== undefined && etag === known) return { code: 304, contentType, body: '', etag };
  return { code: 200, contentType, body: json, ...(etag !== undefined && { etag }) };
}

function refuse(offered: readonly Format[]): Encoded {
  const status = notAcceptable(offered.map((format) => mediaTypes[format]));
  return { code: status.code, contentType: mediaTypes.json, body: encodeJson(status, false) };
}

// callers send very few different Accept headers; the bound is for those who try
const maxRemembered = 256;
const maxRememberedLength = 512;
const remembered = new Map<readonly Format[], Map<string, Negotiated | undefined>>();

function negotiateCached(accept = '', offered: readonly Format[]): Negotiated | undefined {
  const known = remembered.get(offered) ?? new Map<string, Negotiated | undefined>();
  remembered.set(offered, known);
  if (known.has(accept)) return known.get(accept);
  const negotiated = negotiate(accept, offered);
  if (accept.length <= maxRememberedLength && known.size < maxRemembered) known.set(accept, negotiated);
  return negotiated;
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Answer, Encoded, ObjectAnswer } from './answer.js';
import type { ApiObject } from './api-objects.js';
import { encodeJson } from './encodings/json.js';
import { encodeProtobuf } from './encodings/protobuf.js';
import { encodeYaml } from './encodings/yaml.js';
import { type Format, mediaTypes, type Negotiated, negotiate } from './negotiate.js';
import { notAcceptable } from './status.js';
import { wantsPretty } from './wants-pretty.js';

type Encoder = (object: ApiObject) => Buffer | string;

const encoders: Readonly<Record<Format, Encoder>> = {
  json: (object) => encodeJson(object, false),
  yaml: encodeYaml,
  protobuf: encodeProtobuf,
};
// the order is that of preference when the caller takes anything
const objectFormats: readonly Format[] = ['json', 'yaml', 'protobuf'];
const documentFormats: readonly Format[] = ['json'];

/** Encodes an answer in the way the Accept header asks for; when nothing fits, the answer is 406 in JSON. */
export function encode(answer: Answer, headers: IncomingHttpHeaders, parameters: URLSearchParams | undefined): Encoded {
  if (answer.type === 'text') return toEncoded(answer.code, answer.contentType, answer.text);
  const offered = answer.type === 'document' ? documentFormats : objectFormats;
  const negotiated = negotiateCached(headers.accept, offered);
  if (negotiated === undefined) return refuse(offered);
  if (answer.type === 'document') return encodeDocument(answer, headers['if-none-match']);
  const { format } = negotiated;
  if (format === 'json' && (negotiated.pretty || wantsPretty(parameters, headers['user-agent']))) {
    return toEncoded(answer.code, mediaTypes.json, encodeJson(answer.object, true));
  }
  return encodeObject(answer, format);
}

function encodeObject({ code, object, made }: ObjectAnswer, format: Format): Encoded {
  return (made[format] ??= toEncoded(code, mediaTypes[format], encoders[format](object)));
}

function encodeDocument({ json, etag }: Extract<Answer, { type: 'document' }>, known: string | undefined): Encoded {
  if (etag === undefined) return toEncoded(200, mediaTypes.json, json);
  const isKnown = etag === known;
  const { code, headers, body } = toEncoded(isKnown ? 304 : 200, mediaTypes.json, isKnown ? '' : json);
  return { code, headers: [...headers, 'Etag', etag], body };
}

function refuse(offered: readonly Format[]): Encoded {
  const status = notAcceptable(offered.map((format) => mediaTypes[format]));
  return toEncoded(status.code, mediaTypes.json, encodeJson(status, false));
}

function toEncoded(code: number, contentType: string, content: Buffer | string): Encoded {
  const body = Buffer.from(content).toString('latin1');
  const length = String(body.length);
  const headers = ['Cache-Control', 'no-cache, private', 'Content-Type', contentType, 'Content-Length', length];
  return { code, headers: [...headers, 'X-Content-Type-Options', 'nosniff'], body };
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

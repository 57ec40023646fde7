import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { answerText, answerWith, type Encoded } from './answer.js';
import { toValueList } from './api-objects.js';
import { encode } from './encode.js';

const list = toValueList([{ metricName: 'queue', metricLabels: null, timestamp: '2026-02-03T04:05:06Z', value: '7' }]);
const json =
  '{"kind":"ExternalMetricValueList","apiVersion":"external.metrics.k8s.io/v1beta1","metadata":{},"items":' +
  '[{"metricName":"queue","metricLabels":null,"timestamp":"2026-02-03T04:05:06Z","value":"7"}]}';

function typeOf({ headers }: Encoded): string | undefined {
  return headers[headers.indexOf('Content-Type') + 1];
}

describe('encoding', () => {
  test('is compact JSON for programs', () => {
    const encoded = encode(answerWith(list), {}, undefined);
    expect(encoded).toMatchObject({ code: 200, body: json });
    expect(typeOf(encoded)).toBe('application/json');
    expect(encoded.headers).toContain(String(json.length));
  });

  test.each([
    [{ 'user-agent': 'curl/8.1' }, ''],
    [{ accept: 'application/json;pretty=true' }, ''],
    [{}, 'pretty=1'],
  ])('is indented JSON for people: %j %s', (headers, query) => {
    expect(encode(answerWith(list), headers, new URLSearchParams(query)).body).toBe(JSON.stringify(list, undefined, 2));
  });

  test('does as the parameter says, whoever asks', () => {
    const headers = { 'user-agent': 'curl/8.1' };
    expect(encode(answerWith(list), headers, new URLSearchParams('pretty=false')).body).toBe(json);
  });

  test('is YAML or protobuf on demand', () => {
    const yaml = encode(answerWith(list), { accept: 'application/yaml' }, undefined);
    expect(typeOf(yaml)).toBe('application/yaml');
    for (const version of ['1.1', '1.2'] as const) expect(parse(yaml.body, { version })).toEqual(list);
    const protobuf = encode(answerWith(list), { accept: 'application/vnd.kubernetes.protobuf' }, undefined);
    expect(typeOf(protobuf)).toBe('application/vnd.kubernetes.protobuf');
    expect(protobuf.body.startsWith('k8s\0')).toBe(true);
  });

  test('refuses other types in JSON', () => {
    const refused = encode(answerWith(list), { accept: 'text/html' }, undefined);
    expect(refused.code).toBe(406);
    expect(typeOf(refused)).toBe('application/json');
    expect(JSON.parse(refused.body)).toMatchObject({ reason: 'NotAcceptable', code: 406 });
  });

  test('of documents is JSON only, and nothing when the caller has it', () => {
    const document = { type: 'document', json: '{"a":1}', etag: '"1"' } as const;
    expect(encode(document, {}, undefined)).toMatchObject({ code: 200, body: '{"a":1}' });
    expect(encode(document, {}, undefined).headers.slice(-2)).toEqual(['Etag', '"1"']);
    expect(encode(document, { 'if-none-match': '"1"' }, undefined)).toMatchObject({ code: 304, body: '' });
    expect(encode(document, { accept: 'application/yaml' }, undefined).code).toBe(406);
  });

  test('counts bytes, not characters', () => {
    const umlauts = toValueList([{ metricName: 'größe', metricLabels: null, timestamp: '', value: '1' }]);
    const { headers, body } = encode(answerWith(umlauts), {}, undefined);
    const bytes = Buffer.from(body, 'latin1');
    expect(headers).toContain(String(bytes.length));
    expect(JSON.parse(bytes.toString('utf8'))).toEqual(umlauts);
  });

  test('leaves text alone', () => {
    const encoded = encode(answerText(200, 'ok'), { accept: 'application/yaml' }, undefined);
    expect(encoded).toMatchObject({ code: 200, body: 'ok' });
    expect(typeOf(encoded)).toBe('text/plain; charset=utf-8');
  });
});

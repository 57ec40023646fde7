import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import type { ReadLogs } from '../intake/read-logs.js';
import { readOtlpLogs, toOtlpForm } from './read-otlp-logs.js';

const record = {
  timeUnixNano: '1700000000123456789',
  severityNumber: 17,
  body: { stringValue: 'it failed' },
  attributes: [
    { key: 'http.status_code', value: { intValue: '500' } },
    { key: 'tags', value: { arrayValue: { values: [{ stringValue: 'a' }, { boolValue: true }] } } },
    { key: 'nested', value: { kvlistValue: { values: [{ key: 'x', value: { doubleValue: 1.5 } }] } } },
  ],
};

const request = {
  resourceLogs: [
    {
      resource: {
        attributes: [
          { key: 'service.name', value: { stringValue: 'shop' } },
          { key: 'host.name', value: { stringValue: 'web-1' } },
        ],
      },
      scopeLogs: [
        {
          logRecords: [
            { ...record, traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' },
            { severityText: 'WARN', body: { kvlistValue: { values: [{ key: 'a', value: { intValue: 1 } }] } } },
          ],
        },
      ],
    },
  ],
};

const expected = [
  {
    message: 'it failed',
    service: 'shop',
    hostname: 'web-1',
    'service.name': 'shop',
    'host.name': 'web-1',
    status: 'error',
    timestamp: 1_700_000_000_123,
    'http.status_code': 500,
    tags: ['a', true],
    nested: { x: 1.5 },
    'dd.trace_id': '5b8efff798038103d269b633813fc60c',
    'dd.span_id': 'eee19b7ec3c1b174',
  },
  {
    message: { a: 1 },
    status: 'WARN',
    service: 'shop',
    hostname: 'web-1',
    'service.name': 'shop',
    'host.name': 'web-1',
  },
];

const read = (body: Buffer, contentType: string): ReadLogs =>
  readOtlpLogs(body, { contentType, defaults: {}, receivedAtMillis: 1 });

test('logs in JSON become items', () => {
  const result = read(Buffer.from(JSON.stringify(request)), 'application/json');
  expect(result).toMatchObject({ ok: true, batch: { count: 2, service: 'shop' } });
  expect(JSON.parse(result.ok ? result.batch.logsJson : '')).toEqual(expected);
});

test('a body that is a list is a text, whatever it holds', () => {
  const body = { arrayValue: { values: [{ intValue: '9007199254740993' }, { stringValue: 'a' }] } };
  const text = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body }] }] }] });
  const result = read(Buffer.from(text), 'application/json');
  expect(result.ok && JSON.parse(result.batch.logsJson)).toEqual([{ message: '[9007199254740993,"a"]' }]);
});

test('logs in protobuf become the same items', () => {
  const { root } = protobuf.parse(`
    syntax = "proto3";
    message Request { repeated Group groups = 1; }
    message Group { repeated Scope scopes = 2; }
    message Scope { repeated Record records = 2; }
    message Record { fixed64 time = 1; int32 severity = 2; Any body = 5; bytes trace = 9; bytes span = 10; }
    message Any { string text = 1; }
  `);
  const type = root.lookupType('Request');
  const body = type.encode({
    groups: [
      {
        scopes: [
          {
            records: [
              {
                time: 1_700_000_000_000_000_000,
                severity: 9,
                body: { text: 'hello' },
                trace: Buffer.from('0a', 'hex'),
              },
            ],
          },
        ],
      },
    ],
  });
  const result = read(Buffer.from(body.finish()), 'application/x-protobuf');
  if (!result.ok) throw new Error(result.message);
  expect(JSON.parse(result.batch.logsJson)).toEqual([
    { message: 'hello', status: 'info', timestamp: 1_700_000_000_000, 'dd.trace_id': '0a' },
  ]);
});

test('what is none is refused, in the encoding of the request', () => {
  expect(read(Buffer.from('{'), 'application/json')).toMatchObject({ reason: 'BadBody' });
  expect(read(Buffer.from([0xff, 0xff, 0xff]), 'application/x-protobuf')).toMatchObject({ reason: 'BadBody' });
  const refusal = { ok: false, reason: 'BadBody', message: 'no' } as const;
  expect(toOtlpForm('application/json; charset=utf-8').error(400, refusal).contentType).toBe('application/json');
  const { body, contentType } = toOtlpForm('application/x-protobuf').error(400, refusal);
  expect([contentType, Buffer.from(body).toString('latin1')]).toEqual([
    'application/x-protobuf',
    '\u0012\u000bBadBody: no',
  ]);
});

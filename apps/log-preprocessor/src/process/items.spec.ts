import { createIntlZones, createLog } from '@dogwatch/logs';
import { describe, expect, test } from 'vitest';
import { ingestItem } from './ingest-item.js';
import { printItem, printUnprocessed } from './print-item.js';

const environment = { nowMillis: () => 0, zoneOffsetMillis: createIntlZones() };

describe('an item that comes in', () => {
  test('is the JSON log itself when its message is a text', () => {
    const item = { message: 'plain', hostname: 'h', service: 's', ddsource: 'nginx', ddtags: 'a:1, b', level: 'error' };
    expect(ingestItem(item, { ddtags: 'a:1,c', hostname: 'other' }, environment)).toMatchObject({
      host: 'h',
      service: 's',
      source: 'nginx',
      tags: ['a:1', 'b', 'c'],
      attributes: { message: 'plain', level: 'error' },
    });
  });

  test('is an envelope when its message is JSON: what it says of status and time yields to the log inside', () => {
    const message = '{"level":"error","message":"inner","service":"own"}';
    const log = ingestItem(
      { message, status: 'info', timestamp: 5, hostname: 'h', service: 'agent', extra: 1 },
      {},
      environment,
    );
    expect(log).toMatchObject({ host: 'h', service: 'agent', status: 'info', timestampMillis: 5 });
    expect(log.attributes).toEqual({ level: 'error', message: 'inner', service: 'own', extra: 1 });
  });

  test('is the JSON log itself when it is a line of JSON', () => {
    const log = ingestItem('{"level":"error","id":9007199254740993,"a":{"b.c":1}}', { service: 's' }, environment);
    expect(log).toMatchObject({ service: 's', message: undefined });
    expect(log.attributes).toEqual({ level: 'error', id: 9_007_199_254_740_993n, a: { b: { c: 1 } } });
    expect(ingestItem('{"a":', {}, environment)).toMatchObject({ message: '{"a":', attributes: {} });
  });

  test('takes what the request says where it says nothing itself', () => {
    const defaults = { ddsource: 'd', hostname: 'h', service: 's' };
    expect(ingestItem('line', defaults, environment)).toMatchObject({
      message: 'line',
      source: 'd',
      host: 'h',
      service: 's',
    });
  });
});

describe('an item that goes out', () => {
  test('says what was decided, also where Datadog looks first', () => {
    const log = createLog({
      attributes: { host: 'attribute', '@timestamp': 'x', dd: { env: 'e' }, custom: 1 },
      message: 'm',
      host: 'h',
      service: 's',
      source: 'src',
      status: 'error',
      tags: ['a:1', 'b'],
      traceId: 't',
      spanId: 'p',
    });
    expect(JSON.parse(printItem(log, 7).json)).toEqual({
      host: 'h',
      hostname: 'h',
      '@timestamp': 7,
      timestamp: 7,
      dd: { env: 'e', trace_id: 't', span_id: 'p' },
      custom: 1,
      message: 'm',
      service: 's',
      ddsource: 'src',
      status: 'error',
      ddtags: 'a:1,b',
    });
  });

  test('keeps everything when it was not processed', () => {
    const { json, service } = printUnprocessed('line', { service: 's', ddtags: 'a:1' }, 'ProcessingFailed');
    expect(JSON.parse(json)).toEqual({ message: 'line', service: 's', ddtags: 'a:1,dogwatch.reason:ProcessingFailed' });
    expect(service).toBe('s');
  });
});

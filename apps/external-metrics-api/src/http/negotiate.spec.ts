import { describe, expect, test } from 'vitest';
import { type Format, negotiate } from './negotiate.js';

const all: readonly Format[] = ['json', 'yaml', 'protobuf'];
const protobuf = 'application/vnd.kubernetes.protobuf';

describe('content negotiation', () => {
  test.each([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['application/*', 'json'],
    ['application/yaml', 'yaml'],
    [protobuf, 'protobuf'],
    [`${protobuf}, */*`, 'protobuf'],
    [`*/*, ${protobuf}`, 'protobuf'],
    [`${protobuf};q=0.5, application/json`, 'json'],
    ['APPLICATION/JSON; charset=utf-8', 'json'],
    ['text/html, application/yaml;q=0.2', 'yaml'],
    ['application/json;as=Table;v=v1;g=meta.k8s.io,application/json', 'json'],
    ['application/json;q=banana', 'json'],
  ] as const)('%s takes %s', (accept, format) => {
    expect(negotiate(accept, all)?.format).toBe(format);
  });

  test.each([
    'text/html',
    'text/*',
    'application/cbor',
    'application/json;q=0',
    'application/json;as=Table;v=v1;g=meta.k8s.io',
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    ',;,',
  ])('%s takes nothing', (accept) => {
    expect(negotiate(accept, all)).toBeUndefined();
  });

  test('only offers what there is', () => {
    expect(negotiate(protobuf, ['json'])).toBeUndefined();
    expect(negotiate('*/*', [])).toBeUndefined();
  });

  test('hears a wish for indented JSON', () => {
    expect(negotiate('application/json;pretty=1', all)).toEqual({ format: 'json', pretty: true });
    expect(negotiate('application/json', all)).toEqual({ format: 'json', pretty: false });
  });
});

import { describe, expect, test } from 'vitest';
import { parseServerList } from './server-list.js';

describe('the server list', () => {
  test('is read from a list or from text with commas', () => {
    const expected = ['a:4222', 'b:4223', '[::1]:4222'];
    expect(parseServerList('nats://a, b:4223,tls://[::1]:4222').servers.map(({ address }) => address)).toEqual(
      expected,
    );
    expect(parseServerList(['nats://a', 'b:4223', '[::1]']).servers.map(({ address }) => address)).toEqual(expected);
    expect(parseServerList('[::1]').servers[0]?.host).toBe('::1');
  });

  test('takes the login out of the URL', () => {
    const list = parseServerList('nats://po%40ller:p%3Aw@a:4222');
    expect(list).toMatchObject({ credentials: { user: 'po@ller', password: 'p:w' }, isTls: false });
    expect(JSON.stringify(list.servers)).not.toContain('p:w');
    expect(parseServerList('tls://t0ken@a')).toMatchObject({ credentials: { token: 't0ken' }, isTls: true });
  });

  test.each([
    ['', 'none given'],
    ['http://a', 'has the scheme http://'],
    ['nats://user:secret@', 'is not a URL'],
    ['nats://user:secret%@a', 'write % as %25'],
    ['http://user:/secret@a', 'has the scheme http://'],
    ['ws://user:secret@a', 'has the scheme ws://'],
  ])('refuses %j without showing secrets', (text, message) => {
    expect(() => parseServerList(text)).toThrow(message);
    expect(() => parseServerList(text)).not.toThrow('secret');
  });
});

import { describe, expect, test } from 'vitest';
import { readFrontProxyHeaders } from './front-proxy.js';
import type { FrontProxyTrust } from './trust.js';

/** A header value as Node reads its bytes. */
function received(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function trustWith(changes: Partial<FrontProxyTrust> = {}): FrontProxyTrust {
  const trust = {
    cas: [],
    allowedNames: new Set<string>(),
    userHeaders: ['x-remote-user', 'x-other-user'],
    groupHeaders: ['x-remote-group'],
    uidHeaders: [],
    extraPrefixes: ['x-remote-extra-'],
    ...changes,
  };
  return { ...trust, headerNames: new Set([...trust.userHeaders, ...trust.groupHeaders, ...trust.uidHeaders]) };
}

describe('the headers of a front proxy', () => {
  test('name the user, every group and extra facts', () => {
    const pairs = [
      ['X-Remote-User', 'bob'],
      ['Accept', '*/*'],
      ['X-REMOTE-GROUP', 'a, b'],
      ['x-remote-group', 'c'],
      ['X-Remote-Group', ''],
      ['X-Remote-Extra-Example.org%2fScope', 'one'],
      ['X-Remote-Extra-example.org%2Fscope', 'two'],
    ];
    const headers = pairs.flat();
    expect(readFrontProxyHeaders(headers, trustWith())).toEqual({
      user: 'bob',
      groups: ['a, b', 'c', 'system:authenticated'],
      extra: { 'example.org/scope': ['one', 'two'] },
    });
  });

  test('name the user in the first header that has one', () => {
    expect(readFrontProxyHeaders(['X-Other-User', 'carol'], trustWith())?.user).toBe('carol');
    expect(readFrontProxyHeaders(['X-Other-User', 'carol', 'X-Remote-User', 'bob'], trustWith())?.user).toBe('bob');
    expect(
      readFrontProxyHeaders(['X-Remote-User', '', 'X-Remote-Group', 'system:masters'], trustWith()),
    ).toBeUndefined();
  });

  test('are UTF-8, as API servers send them', () => {
    const headers = ['X-Remote-User', received('jürgen'), 'X-Remote-Group', received('Bücher, 本')];
    expect(readFrontProxyHeaders([...headers, 'X-Remote-Extra-team', received('é')], trustWith())).toMatchObject({
      user: 'jürgen',
      groups: ['Bücher, 本', 'system:authenticated'],
      extra: { team: ['é'] },
    });
  });

  test('say the UID only where the cluster says in which header', () => {
    const headers = ['X-Remote-User', 'bob', 'X-Remote-Uid', '42'];
    expect(readFrontProxyHeaders(headers, trustWith())).not.toHaveProperty('uid');
    expect(readFrontProxyHeaders(headers, trustWith({ uidHeaders: ['x-remote-uid'] }))?.uid).toBe('42');
  });

  test('cannot reach prototypes or break on bad encodings', () => {
    const headers = ['X-Remote-User', 'bob', 'X-Remote-Extra-__proto__', 'x', 'X-Remote-Extra-%zz', 'y'];
    const identity = readFrontProxyHeaders(headers, trustWith());
    expect(Object.keys(identity?.extra ?? {})).toEqual(['__proto__', '%zz']);
    expect(Object.getPrototypeOf(identity?.extra)).toBe(Object.prototype);
  });

  test('do not make an authenticated user of an anonymous one', () => {
    const headers = ['X-Remote-User', 'system:anonymous', 'X-Remote-Group', 'system:unauthenticated'];
    expect(readFrontProxyHeaders(headers, trustWith())?.groups).toEqual(['system:unauthenticated']);
  });
});

import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { configMap, follow, queries, sendEvent, sendList, stopFollowing, timing, until } from './testing/following.js';
import { sendStatus } from './testing/wire-server.js';

afterEach(stopFollowing);

describe('listWatch', () => {
  it('reads all pages, then follows from their version', async () => {
    const following = await follow({
      list: (response, { query }) =>
        query.get('continue') === 'next'
          ? sendList(response, '20', [configMap('b', '12')])
          : sendList(response, '20', [configMap('a', '11')], 'next'),
      watch: (response) => {
        sendEvent(response, 'MODIFIED', configMap('a', '21', 'A'));
        sendEvent(response, 'ADDED', configMap('c', '22'));
        sendEvent(response, 'DELETED', configMap('b', '23'));
      },
    });
    await following.watched.synced;
    expect(await following.seen(5)).toEqual([
      'added n/a a',
      'added n/b b',
      'modified n/a A',
      'added n/c c',
      'deleted n/b b',
    ]);
    expect([...following.watched.store]).toEqual([
      ['n/a', 'A'],
      ['n/c', 'c'],
    ]);
    expect(queries(following, true)).toEqual(['20']);
    expect(following.watched.state()).toMatchObject({ synced: true });
  });

  it('asks for what was selected, and for bookmarks', async () => {
    const following = await follow(
      { list: (response) => sendList(response, '1', []), watch: (response) => response.flushHeaders() },
      { namespace: 'n', labelSelector: 'a=b', fieldSelector: 'metadata.name=c' },
    );
    await until(() => following.server.requests.length === 2);
    const [list, watch] = following.server.requests.map(({ path, query }) => ({ path, ...Object.fromEntries(query) }));
    const selection = {
      path: '/api/v1/namespaces/n/configmaps',
      labelSelector: 'a=b',
      fieldSelector: 'metadata.name=c',
    };
    expect(list).toEqual({ ...selection, limit: '500' });
    expect(watch).toMatchObject({ ...selection, watch: 'true', allowWatchBookmarks: 'true', resourceVersion: '1' });
    expect(watch).toHaveProperty('timeoutSeconds', expect.stringMatching(/^3\d\d$/));
  });

  it('reads events that come in pieces, with characters cut in two', async () => {
    const line = Buffer.from(`${JSON.stringify({ type: 'ADDED', object: configMap('a', '2', 'żółw 🐢') })}\n`);
    const following = await follow({
      list: (response) => sendList(response, '1', []),
      watch: (response) => {
        response.flushHeaders();
        let sent = 0;
        const send = (): void => {
          if (sent >= line.length) return;
          response.write(line.subarray(sent, sent + 7), () => setImmediate(send));
          sent += 7;
        };
        send();
      },
    });
    expect(await following.seen(1)).toEqual(['added n/a żółw 🐢']);
  });

  it('goes on after the last event or bookmark when a watch ends', async () => {
    const following = await follow({
      list: (response) => sendList(response, '1', []),
      watch: (response, _, number) => {
        if (number === 1) sendEvent(response, 'ADDED', configMap('a', '5'));
        if (number === 2) sendEvent(response, 'BOOKMARK', { kind: 'ConfigMap', metadata: { resourceVersion: '9' } });
        if (number < 3) response.end();
        else response.flushHeaders();
      },
    });
    await until(() => queries(following, true).length === 3);
    expect(queries(following, true)).toEqual(['1', '5', '9']);
    expect(queries(following, false)).toHaveLength(1);
    expect(following.capture.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('goes on after the last event when the connection breaks, and says so once', async () => {
    const following = await follow({
      list: (response) => sendList(response, '1', []),
      watch: (response, _, number) => {
        if (number === 1) sendEvent(response, 'ADDED', configMap('a', '5'));
        if (number < 4) response.write(' ', () => response.destroy());
        else sendEvent(response, 'ADDED', configMap('b', '6'));
      },
    });
    await following.seen(2);
    await until(() => following.capture.lines.some(({ message }) => message.includes('again')));
    expect(queries(following, true)).toEqual(['1', '5', '5', '5']);
    const levels = following.capture.lines.map(({ level }) => level);
    expect(levels).toEqual(['info', 'warn', 'info']);
  });

  it.each([
    ['the answer', (response: ServerResponse) => sendStatus(response, 410, 'Expired')],
    [
      'an event',
      (response: ServerResponse) => {
        sendEvent(response, 'ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' });
      },
    ],
  ])('reads everything again when %s says that history is gone, and finds deletions', async (_, expire) => {
    const following = await follow({
      list: (response, _, number) =>
        number === 1
          ? sendList(response, '1', [configMap('a', '1'), configMap('b', '1'), configMap('c', '1')])
          : sendList(response, '50', [configMap('b', '1'), configMap('c', '40', 'C')]),
      watch: (response, _, number) => {
        if (number === 1) expire(response);
        else response.flushHeaders();
      },
    });
    expect((await following.seen(5)).slice(3)).toEqual(['modified n/c C', 'deleted n/a a']);
    await until(() => queries(following, true).length === 2);
    expect(queries(following, true)).toEqual(['1', '50']);
    expect(following.capture.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('goes on after an event that says the server failed', async () => {
    const following = await follow({
      list: (response) => sendList(response, '1', []),
      watch: (response, _, number) => {
        if (number === 1) sendEvent(response, 'ERROR', { kind: 'Status', code: 500, message: 'etcd is away' });
        else sendEvent(response, 'ADDED', configMap('a', '2'));
      },
    });
    await following.seen(1);
    expect(queries(following, true)).toEqual(['1', '1']);
    expect(queries(following, false)).toHaveLength(1);
  });

  it('reads everything again when the server keeps refusing the version', async () => {
    const following = await follow({
      list: (response, _, number) => sendList(response, number === 1 ? '900' : '3', [configMap('a', String(number))]),
      watch: (response, { query }) => {
        if (query.get('resourceVersion') === '900') sendStatus(response, 504, 'Timeout');
        else response.flushHeaders();
      },
    });
    expect(await following.seen(2)).toEqual(['added n/a a', 'modified n/a a']);
    await until(() => queries(following, true).includes('3'));
  });

  it('waits for a resource that does not exist yet, and tells so', async () => {
    let isInstalled = false;
    const following = await follow({
      list: (response) =>
        isInstalled ? sendList(response, '1', [configMap('a', '1')]) : sendStatus(response, 404, 'NotFound'),
      watch: (response) => sendEvent(response, 'ADDED', configMap('b', '2')),
    });
    await until(() => following.server.requests.length > 3);
    expect(following.watched.state()).toMatchObject({
      synced: false,
      lastContactMillis: 0,
      lastError: { reason: 'NotFound' },
    });
    isInstalled = true;
    await following.watched.synced;
    await following.seen(2);
    expect(following.watched.state()).not.toHaveProperty('lastError');
    expect(following.capture.lines.map(({ level }) => level)).toEqual(['warn', 'info', 'info']);
    expect(following.capture.lines[0]?.message).toMatch(/install its CustomResourceDefinition\.$/);
  });

  it('keeps what it knows while the server fails', async () => {
    const following = await follow({
      list: (response, _, number) =>
        number === 1 ? sendList(response, '1', [configMap('a', '1')]) : sendStatus(response, 500, 'InternalError'),
      watch: (response) => sendStatus(response, 410, 'Expired'),
    });
    await until(() => queries(following, false).length > 3);
    expect([...following.watched.store.keys()]).toEqual(['n/a']);
    expect(following.watched.state()).toMatchObject({ synced: true, lastError: { reason: 'InternalError' } });
  });

  it('does not hammer a server that ends each watch at once', async () => {
    const following = await follow({
      list: (response) => sendList(response, '1', []),
      watch: (response) => response.end(),
    });
    await until(() => queries(following, true).length > 2);
    expect(following.watched.state().lastError?.reason).toBe('BadAnswer');
    expect(following.capture.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('cuts a watch that hangs after its time', async () => {
    const following = await follow(
      {
        list: (response) => sendList(response, '1', []),
        watch: (response, _, number) => {
          if (number === 1) sendEvent(response, 'ADDED', configMap('a', '2'));
          else sendEvent(response, 'ADDED', configMap('b', '3'));
        },
      },
      { timing: { ...timing, watchSeconds: 0.01, graceMillis: 10 } },
    );
    await following.seen(2);
    expect(queries(following, true).slice(0, 2)).toEqual(['1', '2']);
  });

  it('survives lines it does not understand', async () => {
    const following = await follow({
      list: (response) => sendList(response, '1', []),
      watch: (response, _, number) => {
        if (number === 1) response.end('null\n{"type":"SURPRISE","object":{}}\n{"type":"ADDED"}\n<html>\n');
        else sendEvent(response, 'ADDED', configMap('a', '2'));
      },
    });
    expect(await following.seen(1)).toEqual(['added n/a a']);
  });

  it('goes on when a callback throws', async () => {
    const following = await follow(
      {
        list: (response) => sendList(response, '1', [configMap('a', '1'), configMap('b', '1')]),
        watch: (response) => sendEvent(response, 'ADDED', configMap('c', '2')),
      },
      {
        onChange: ({ key }) => {
          throw new Error(`cannot use ${key}`);
        },
      },
    );
    await until(() => following.watched.store.size === 3);
    expect(following.capture.lines.filter(({ level }) => level === 'error')).toHaveLength(3);
  });

  it('reports nothing after stop, in whatever step it is stopped', async () => {
    const asked = Promise.withResolvers<void>();
    const following = await follow({ list: () => asked.resolve(), watch: () => {} });
    await asked.promise;
    await following.watched.stop();
    await following.watched.stop();
    expect(following.changes).toEqual([]);
    expect(following.capture.lines).toEqual([]);
  });
});

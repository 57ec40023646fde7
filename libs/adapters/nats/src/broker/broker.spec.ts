import { connect, createInbox, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, describe, expect, test } from 'vitest';
import { type RawClient, startRawClient } from '../testing/raw-client.js';
import { brokerKinds, startTestBroker, type TestBroker, type TestBrokerOptions } from '../testing/start-test-broker.js';

function collect(connection: NatsConnection, subject: string, queue?: string): string[] {
  const seen: string[] = [];
  const callback = (_error: Error | null, { subject: on, data }: Msg): void => {
    seen.push(`${on} ${Buffer.from(data).toString()}`);
  };
  connection.subscribe(subject, queue === undefined ? { callback } : { queue, callback });
  return seen;
}

function answerWith(connection: NatsConnection, subject: string, text?: string): void {
  const callback = (_error: Error | null, message: Msg): void => {
    message.respond(text ?? message.data);
  };
  connection.subscribe(subject, { callback });
}

// The same script against the embedded broker and nats-server, so that the first cannot drift from the second.
describe.each(brokerKinds)('%s', (kind) => {
  const running: (() => unknown)[] = [];
  afterEach(async () => {
    for (const stop of running.splice(0).toReversed()) await stop();
  });

  const start = async (options: TestBrokerOptions = {}): Promise<TestBroker> => {
    const broker = await startTestBroker(kind, options);
    running.push(() => broker.stop());
    return broker;
  };
  const client = async (broker: TestBroker, options = {}): Promise<NatsConnection> => {
    const connection = await connect({ servers: broker.url, reconnect: false, ...options });
    running.push(() => connection.close());
    return connection;
  };
  const raw = async (broker: TestBroker, hello?: string): Promise<RawClient> => {
    const made = await startRawClient(broker.port, hello);
    running.push(() => made.close());
    return made;
  };
  test('delivers to literal and wildcard subscriptions', async () => {
    const broker = await start();
    const [from, to] = [await client(broker), await client(broker)];
    const subjects = ['a.b.c', 'a.*.c', 'a.>', '*.b.*', '>', 'a.b', 'a.b.c.d', 'a.b.*.>', 'x.>'];
    const seen = subjects.map((subject) => [subject, collect(to, subject)] as const);
    await to.flush();
    from.publish('a.b.c', 'hi');
    await from.flush();
    await to.flush();
    expect(seen.filter(([, messages]) => messages.length > 0).map(([subject]) => subject)).toEqual([
      'a.b.c',
      'a.*.c',
      'a.>',
      '*.b.*',
      '>',
    ]);
  });

  test('gives each message to one member of a queue group and to every plain subscriber', async () => {
    const broker = await start();
    const [one, two] = [await client(broker), await client(broker)];
    const members = [collect(one, 'q.a', 'group'), collect(two, 'q.*', 'group')];
    const plain = collect(two, 'q.a');
    await Promise.all([one.flush(), two.flush()]);
    for (let index = 0; index < 100; index += 1) one.publish('q.a', `${index}`);
    await one.flush();
    await two.flush();
    await one.flush();
    expect(members.flat()).toHaveLength(100);
    expect(plain).toHaveLength(100);
  });

  test('carries headers, and leaves them out for clients without', async () => {
    const broker = await start();
    const modern = await client(broker);
    const plain = await raw(broker);
    plain.say('SUB h 7\r\nPING\r\n');
    await plain.hear(/PONG\r\n/);
    const received = new Promise<Msg>((resolve) => {
      modern.subscribe('h', { callback: (_error, message) => resolve(message) });
    });
    const sent = headers();
    sent.set('traceparent', 'x');
    modern.publish('h', 'body', { headers: sent });
    expect((await received).headers?.get('traceparent')).toBe('x');
    await plain.hear(/MSG h 7 4\r\nbody\r\n/);
  });

  test('answers requests, and says at once that nobody listens', async () => {
    const broker = await start();
    const connection = await client(broker);
    answerWith(connection, 'echo');
    expect((await connection.request('echo', 'hello', { timeout: 5000 })).string()).toBe('hello');
    await expect(connection.request('nobody', '', { timeout: 60_000 })).rejects.toThrow(/no responders/);
  });

  test('ends a subscription after its maximum', async () => {
    const broker = await start();
    const connection = await raw(broker);
    connection.say('SUB m 1\r\nUNSUB 1 2\r\nPUB m 1\r\na\r\nPUB m 1\r\nb\r\nPUB m 1\r\nc\r\nPING\r\n');
    const text = await connection.hear(/PONG\r\n/);
    expect(text).toBe('MSG m 1 1\r\na\r\nMSG m 1 1\r\nb\r\nPONG\r\n');
    connection.say('SUB n 2\r\nPUB n 1\r\na\r\nUNSUB 2\r\nPUB n 1\r\nb\r\nPING\r\n');
    const rest = await connection.hear(/PONG\r\n/);
    expect(rest).toBe('MSG n 2 1\r\na\r\nPONG\r\n');
  });

  test('does not send a client its own messages when it wants no echo', async () => {
    const broker = await start();
    const quiet = await client(broker, { noEcho: true });
    const other = await client(broker);
    const [own, others] = [collect(quiet, 'e'), collect(other, 'e')];
    await other.flush();
    quiet.publish('e', 'x');
    await quiet.flush();
    await other.flush();
    expect([own, others]).toEqual([[], ['e x']]);
  });

  test('acknowledges when asked to, and until told not to', async () => {
    const broker = await start();
    const connection = await raw(broker, 'SUB v 1\r\n');
    await connection.hear(/\+OK\r\n/);
    connection.say('CONNECT {"verbose":true}\r\nPUB v 0\r\n\r\nUNSUB 1\r\nPING\r\n');
    const text = await connection.hear(/PONG\r\n/);
    expect(text.replace(/MSG v 1 0\r\n\r\n/, '')).toBe('+OK\r\n+OK\r\n+OK\r\nPONG\r\n');
  });

  test('puts messages together that arrive in pieces, and takes several at once', async () => {
    const broker = await start();
    const connection = await raw(broker);
    connection.socket.setNoDelay(true);
    for (const piece of ['SUB p', ' 1\r', '\nPU', 'B p 5\r\nhe', 'l', 'lo\r', '\npub\tp  2\r\nok\r\nPI', 'NG\r\n']) {
      connection.say(piece);
      await new Promise(setImmediate);
    }
    const text = await connection.hear(/PONG\r\n/);
    expect(text).toBe('MSG p 1 5\r\nhello\r\nMSG p 1 2\r\nok\r\nPONG\r\n');
  });

  test('carries a payload of the maximum size, and refuses a byte more', async () => {
    const broker = await start({ maxPayloadBytes: 700_000 });
    const connection = await client(broker);
    const payload = Buffer.alloc(700_000, 'dogwatch');
    const received = new Promise<Msg>((resolve) => {
      connection.subscribe('big', { callback: (_error, message) => resolve(message) });
    });
    connection.publish('big', payload);
    expect(Buffer.from((await received).data).equals(payload)).toBe(true);
    const rude = await raw(broker);
    rude.say('PUB big 700001\r\n');
    expect(await rude.ended()).toMatch(/-ERR 'Maximum Payload Violation'\r\n/i);
  });

  test.each([
    ['an unknown verb', 'HELO\r\n'],
    ['HTTP', 'GET / HTTP/1.1\r\n\r\n'],
    ['an empty line', '\r\n'],
    ['a payload longer than announced', 'PUB a 1\r\nabc\r\n'],
    ['PUB without a size', 'PUB a\r\n'],
    ['PUB with a negative size', 'PUB a -1\r\n'],
    ['SUB without an id', 'SUB a\r\n'],
    ['CONNECT that is no JSON', 'CONNECT {"a\r\n'],
    ['headers without having announced them', 'HPUB a 12 12\r\nNATS/1.0\r\n\r\n\r\n'],
    ['bytes', '\u0000\u0001\u00ff\r\n'],
  ])('cuts a client off that sends %s, and serves the others', async (_what, text) => {
    const broker = await start();
    const rude = await raw(broker);
    rude.say(text);
    expect(await rude.ended()).not.toContain('PONG');
    const other = await client(broker);
    await other.flush();
  });

  test('cuts off a control line that is too long', async () => {
    const broker = await start({ maxControlLineBytes: 1024 });
    const rude = await raw(broker);
    rude.say(`SUB ${'a'.repeat(1200)} 1\r\n`);
    expect(await rude.ended()).toMatch(/-ERR 'maximum control line exceeded'\r\n/i);
  });

  test.each(['a..b', '.a', 'a.', '>.a', 'a.>.b'])('refuses to subscribe to %s, and stays', async (subject) => {
    const broker = await start();
    const connection = await raw(broker);
    connection.say(`SUB ${subject} 1\r\nPING\r\n`);
    expect(await connection.hear(/PONG\r\n/)).toMatch(/^-ERR 'Invalid Subject'\r\n/i);
  });

  test('keeps a subscriber out that is too slow, and serves the others', async () => {
    const broker = await start({ maxPendingBytes: 1_048_576 });
    const slow = await raw(broker);
    slow.say('SUB flood 1\r\nPING\r\n');
    await slow.hear(/PONG\r\n/);
    slow.socket.pause();
    const connection = await client(broker);
    const seen = collect(connection, 'flood');
    const payload = Buffer.alloc(100_000);
    for (let round = 0; round < 300; round += 1) {
      connection.publish('flood', payload);
      if (round % 10 === 0) await connection.flush();
    }
    await connection.flush();
    expect(seen).toHaveLength(300);
    slow.socket.resume();
    await slow.ended();
  });

  test.each([
    ['user', { user: 'poller', password: 'right' }, { user: 'poller', pass: 'right' }, { user: 'poller', pass: 'no' }],
    ['token', { token: 'right' }, { token: 'right' }, { token: 'no' }],
  ])('lets in who has the right %s', async (_what, options, right, wrong) => {
    const broker = await start(options);
    await (await client(broker, right)).flush();
    await expect(client(broker, wrong)).rejects.toThrow(/authorization violation/i);
    await expect(client(broker)).rejects.toThrow(/authorization violation/i);
  });

  test('does nothing for a client before it has logged in', async () => {
    const broker = await start({ token: 'secret', authTimeoutMillis: 200 });
    const rude = await raw(broker, 'PUB a 1\r\nx\r\n');
    expect(await rude.ended()).toMatch(/-ERR 'Authorization Violation'\r\n/i);
    const silent = await raw(broker, '');
    expect(await silent.ended()).toMatch(/-ERR 'Authentication Timeout'\r\n/i);
  });

  test('cuts off a client that no longer answers', async () => {
    const broker = await start({ pingIntervalMillis: 100, maxPingsOut: 1 });
    const dead = await raw(broker);
    await dead.hear(/PING\r\n/);
    expect(await dead.ended()).toMatch(/-ERR 'Stale Connection'\r\n/i);
  });

  test('has no place for two on one port', async () => {
    const broker = await start();
    await expect(start({ port: broker.port })).rejects.toThrow(/in use/);
  });

  test('gathers many answers to one request', async () => {
    const broker = await start();
    const [asker, one, two] = [await client(broker), await client(broker), await client(broker)];
    answerWith(one, 'who', 'one');
    answerWith(two, 'who', 'two');
    await Promise.all([one.flush(), two.flush()]);
    const inbox = createInbox();
    const both = new Promise<string[]>((resolve) => {
      const answers: string[] = [];
      asker.subscribe(inbox, {
        max: 2,
        callback: (_error, message) => {
          answers.push(message.string());
          if (answers.length === 2) resolve(answers);
        },
      });
    });
    asker.publish('who', '', { reply: inbox });
    expect((await both).toSorted()).toEqual(['one', 'two']);
  });
});

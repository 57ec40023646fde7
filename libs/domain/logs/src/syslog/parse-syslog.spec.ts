import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSyslog } from './parse-syslog.js';

describe('a line of RFC 5424', () => {
  test('has all that its header says under syslog', () => {
    expect(parseSyslog('<165>1 2026-03-04T05:06:07.089Z web-1 billing 4711 ID47 - charged 3 cards')).toEqual({
      message: 'charged 3 cards',
      syslog: {
        facility: 20,
        severity: 5,
        version: 1,
        timestamp: '2026-03-04T05:06:07.089Z',
        hostname: 'web-1',
        appname: 'billing',
        procid: '4711',
        msgid: 'ID47',
      },
    });
  });

  test('may begin with its length, and may lack structured data, as from Heroku', () => {
    const line = '83 <40>1 2026-03-04T05:06:07+00:00 host app web.3 - State changed from starting to up';
    expect(parseSyslog(line)).toEqual({
      message: 'State changed from starting to up',
      syslog: {
        facility: 5,
        severity: 0,
        version: 1,
        timestamp: '2026-03-04T05:06:07+00:00',
        hostname: 'host',
        appname: 'app',
        procid: 'web.3',
      },
    });
  });

  test('has no members for what the header leaves open', () => {
    expect(parseSyslog('<13>1 - - - - - -')).toEqual({
      message: '',
      syslog: { facility: 1, severity: 5, version: 1 },
    });
  });

  test('has its structured data, with escapes resolved, and loses the byte order mark', () => {
    const data = String.raw`[origin@32473 ip="192.0.2.1" note="a \"b\" \] \\ c\d"][empty]`;
    expect(parseSyslog(`<14>1 - - app - - ${data} \uFEFFhello`)).toEqual({
      message: 'hello',
      syslog: {
        facility: 1,
        severity: 6,
        version: 1,
        appname: 'app',
        'origin@32473': { ip: '192.0.2.1', note: String.raw`a "b" ] \ c\d` },
        empty: {},
      },
    });
  });

  test('says by the element metas where it comes from', () => {
    const line = '<14>1 - - app - - [metas ddsource="nginx" ddtags="env:dev,team:shop"] GET /';
    expect(parseSyslog(line)).toMatchObject({ message: 'GET /', ddsource: 'nginx', ddtags: 'env:dev,team:shop' });
  });

  test.each(['[a b=1] text', '[a b="1] text', '[a b="1"]text', 'no data', '[]'])(
    'keeps structured data that is none in its message: %s',
    (rest) => {
      expect(parseSyslog(`<14>1 - - app - - ${rest}`)).toEqual({
        message: rest,
        syslog: { facility: 1, severity: 6, version: 1, appname: 'app' },
      });
    },
  );

  test('cannot take the place of the header or reach a prototype with its structured data', () => {
    const line = '<14>1 - - app - - [severity x="0"][__proto__ y="1"][metas __proto__="z"] text';
    const log = parseSyslog(line);
    expect(log?.['syslog']).toMatchObject({ severity: 6 });
    expect(Object.getPrototypeOf(log)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(log?.['syslog'])).toBe(Object.prototype);
  });
});

describe('a line of RFC 3164', () => {
  test.each([
    ['<34>Oct 11 22:14:15 mymachine su: failed for lonvick', { hostname: 'mymachine', appname: 'su' }],
    ['<34>Oct  1 02:14:15 mymachine sshd[4711]: failed for lonvick', { appname: 'sshd', procid: '4711' }],
    ['<34>Oct 11 22:14:15 2001:db8::1 su: failed for lonvick', { hostname: '2001:db8::1', appname: 'su' }],
    ['<34>Oct 11 22:14:15 su: failed for lonvick', { appname: 'su' }],
    [
      '<34>2026-10-11T22:14:15.003+02:00 mymachine su: failed for lonvick',
      { timestamp: '2026-10-11T22:14:15.003+02:00' },
    ],
  ])('%s', (line, syslog) => {
    expect(parseSyslog(line)).toMatchObject({
      message: 'failed for lonvick',
      syslog: { facility: 4, severity: 2, ...syslog },
    });
  });

  test('a tag without a host name is the program, also when the message goes on like one', () => {
    expect(parseSyslog('<34>Oct 11 22:14:15 su: error: no terminal')).toMatchObject({
      message: 'error: no terminal',
      syslog: { appname: 'su' },
    });
  });

  test('without a tag the first word is the host', () => {
    expect(parseSyslog('<34>Oct 11 22:14:15 mymachine all is well')).toMatchObject({
      message: 'all is well',
      syslog: { hostname: 'mymachine' },
    });
  });

  test.each([
    ['Oct 11 22:14:15', 'host', 'http://x.example/z opened'],
    ['Oct 11 22:14:15', 'host', '10.0.0.1:443 refused'],
    ['Oct 1 02:14:15', 'host', 'one digit'],
    ['Oct 11 2026 22:14:15', 'fw1', '%ASA-6 built'],
  ])(
    '%s %s %s: a colon inside of a word ends no tag, and dates are taken as they are sent',
    (timestamp, hostname, message) => {
      expect(parseSyslog(`<13>${timestamp} ${hostname} ${message}`)).toEqual({
        message,
        syslog: { facility: 1, severity: 5, timestamp, hostname },
      });
    },
  );

  test('without a timestamp everything behind the priority is the message', () => {
    expect(parseSyslog('<190>148: link down')).toEqual({
      message: '148: link down',
      syslog: { facility: 23, severity: 6 },
    });
  });
});

test.each(['', 'plain text', '<html>', '<192>1 - - - - - - text', '<1234>text', ' <34>text', '{"a":1}'])(
  'is no syslog: %s',
  (line) => {
    expect(parseSyslog(line)).toBeUndefined();
  },
);

test.each(['1 of 3 disks has failed again today, replace it', '5 interfaces are down now on rtr1, again'])(
  'a sentence that begins with a number has no header: %s',
  (message) => {
    expect(parseSyslog(`<13>${message}`)).toEqual({ message, syslog: { facility: 1, severity: 5 } });
  },
);

test('nothing of a message is lost, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 191 }), (text, code) => {
      const message = text.replace(/^\uFEFF/, '');
      expect(parseSyslog(`<${code}>1 - host app - - - ${message}`)?.['message']).toBe(message);
      expect(parseSyslog(`<${code}>Oct 11 22:14:15 host app: ${message}`)?.['message']).toBe(message);
    }),
  );
});

test('lines that go wrong late, or have too much of everything, are whole in their message', () => {
  const long = 'x'.repeat(500_000);
  for (const line of [
    `<1>1 ${long}`,
    `<1>1 - - a - - [x y="${long}`,
    `<1>1 - - a - - [x y="${'\\"'.repeat(200_000)}`,
  ]) {
    expect(JSON.stringify(parseSyslog(line)).length).toBeGreaterThan(line.length);
  }
  expect(parseSyslog(`<1>1 - - a - - ${'[x y="1"]'.repeat(200)} m`)?.['message']).toHaveLength(1802);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogsEnvironment } from '../environment.js';
import { compileDateFormat, type DateFormat } from './compile-date-format.js';
import { createIntlZones } from './intl-zones.js';

const zoneOffsetMillis = createIntlZones();

function environmentAt(now: string): LogsEnvironment {
  return { nowMillis: () => Date.parse(now), zoneOffsetMillis };
}

const environment = environmentAt('2024-03-10T12:00:00Z');

function compile(format: string, options: { timeZone?: string; locale?: string; environment?: LogsEnvironment } = {}) {
  const compiled = compileDateFormat(format, { environment, ...options });
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.value;
}

function read(format: DateFormat, text: string): string | undefined {
  const match = new RegExp(`^${format.regex}$`).exec(text);
  const millis = match === null ? undefined : format.parse(text);
  return millis === undefined ? undefined : new Date(millis).toISOString();
}

describe('compileDateFormat', () => {
  it.each([
    ['yyyy-MM-dd HH:mm:ss,SSS', '2023-05-06 07:08:09,123', '2023-05-06T07:08:09.123Z'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSZ", '2023-05-06T07:08:09.123456789-0230', '2023-05-06T09:38:09.123Z'],
    ["yyyy-MM-dd'T'HH:mm:ssZZ", '2023-05-06T07:08:09+02:00', '2023-05-06T05:08:09.000Z'],
    ["yyyy-MM-dd'T'HH:mm:ss.SZ", '2023-05-06T07:08:09.5Z', '2023-05-06T07:08:09.500Z'],
    ['dd/MMM/yyyy:HH:mm:ss Z', '06/may/2023:07:08:09 +0000', '2023-05-06T07:08:09.000Z'],
    ['EEEE, d MMMM y', 'Saturday, 6 May 2023', '2023-05-06T00:00:00.000Z'],
    ['M/d/yyyy h:m:s a', '5/16/2023 12:08:09 am', '2023-05-16T00:08:09.000Z'],
    ['M/d/yyyy h:m:s a', '5/16/2023 12:08:09 PM', '2023-05-16T12:08:09.000Z'],
    ['MM/dd/yy HH:mm', '05/06/70 07:08', '1970-05-06T07:08:00.000Z'],
    ['MM/dd/yy HH:mm', '05/06/69 07:08', '2069-05-06T07:08:00.000Z'],
    ['yyyy D kk', '2023 126 24', '2023-05-06T00:00:00.000Z'],
    ['yyyy-MM-DD', '2023-01-15', '2023-01-15T00:00:00.000Z'],
    ['yyyy HH:mm z', '2023 01:00 CEST', '2022-12-31T23:00:00.000Z'],
    ['dd MMM yyyy HH:mm z', '01 Jul 2023 01:00 America/New_York', '2023-07-01T05:00:00.000Z'],
    ['dd MMM yyyy HH:mm zzzz', '01 Jul 2023 01:00 America/Port-au-Prince', '2023-07-01T05:00:00.000Z'],
    ['dd MMM yyyy HH:mm zZZ', '01 Jul 2023 01:00 GMT+01:00', '2023-07-01T00:00:00.000Z'],
    ["dd 'o''clock' HH yyyy''", "03 o'clock 04 2023'", '2023-01-03T04:00:00.000Z'],
  ])('reads %s', (format, text, expected) => {
    expect(read(compile(format), text)).toBe(expected);
  });

  it.each([
    ['yyyy-MM-dd', '2023-5-06'],
    ['yyyy-M-d', '2023-005-6'],
    ['MMM  d', 'May 6'],
    ['MMM dd', 'Mai 06'],
    ['yyyy-MM-dd', '2023-02-30'],
    ['yyyy-MM-DD', '2023-05-06'],
    ['yyyy D', '2023 366'],
    ['hh:mm', '13:00'],
    ['ss.SSS', '01.12'],
    ['yyyy z', '2023 NOWHERE'],
    ['HH:mm Z', '10:00 +1960'],
  ])('%s does not take %s', (format, text) => {
    expect(read(compile(format), text)).toBeUndefined();
  });

  it('takes the last date without a year that is at most 183 days ahead', () => {
    const format = compile('MMM d HH:mm');
    expect(read(format, 'Mar 10 12:00')).toBe('2024-03-10T12:00:00.000Z');
    expect(read(format, 'Sep 8 00:00')).toBe('2024-09-08T00:00:00.000Z');
    expect(read(format, 'Dec 31 23:59')).toBe('2023-12-31T23:59:00.000Z');
    const february = compile('d MMM', { environment: environmentAt('2027-01-01T00:00:00Z') });
    expect(read(february, '29 Feb')).toBe('2024-02-29T00:00:00.000Z');
  });

  it('takes the year that it is at the place of the date', () => {
    const format = compile('MMM d HH:mm', {
      timeZone: 'Asia/Tokyo',
      environment: environmentAt('2023-12-31T16:00:00Z'),
    });
    expect(read(format, 'Jan 1 00:30')).toBe('2023-12-31T15:30:00.000Z');
  });

  it('takes the last time of a day when there is no date, or one that contradicts itself', () => {
    expect(read(compile('HH:mm:ss'), '11:59:59')).toBe('2024-03-10T11:59:59.000Z');
    expect(read(compile('HH:mm:ss'), '12:00:01')).toBe('2024-03-09T12:00:01.000Z');
    expect(read(compile('MMDD HH:mm'), '0925 01:00')).toBe('2024-03-10T01:00:00.000Z');
    expect(read(compile('dd HH:mm'), '07 01:00')).toBe('2024-03-07T01:00:00.000Z');
  });

  it.each([
    ['UTC', '2023-07-01T12:00:00.000Z'],
    ['+3', '2023-07-01T09:00:00.000Z'],
    ['-0330', '2023-07-01T15:30:00.000Z'],
    ['+03:00:30', '2023-07-01T08:59:30.000Z'],
    ['UTC+5', '2023-07-01T07:00:00.000Z'],
    ['Europe/Paris', '2023-07-01T10:00:00.000Z'],
    ['PST', '2023-07-01T20:00:00.000Z'],
  ])('reads local times of %s', (timeZone, expected) => {
    expect(read(compile('yyyy-MM-dd HH:mm', { timeZone }), '2023-07-01 12:00')).toBe(expected);
  });

  it('takes the first of two equal local times, and the offset before a gap', () => {
    const format = compile('yyyy-MM-dd HH:mm', { timeZone: 'America/New_York' });
    expect(read(format, '2023-11-05 01:30')).toBe('2023-11-05T05:30:00.000Z');
    expect(read(format, '2023-11-05 02:30')).toBe('2023-11-05T07:30:00.000Z');
    expect(read(format, '2023-03-12 02:30')).toBe('2023-03-12T07:30:00.000Z');
    expect(read(format, '2023-03-12 03:30')).toBe('2023-03-12T07:30:00.000Z');
  });

  it('reads names of other languages, with or without the point', () => {
    const format = compile('d MMM yyyy', { locale: 'fr_FR' });
    expect(read(format, '6 févr. 2023')).toBe('2023-02-06T00:00:00.000Z');
    expect(read(format, '6 FÉVR 2023')).toBe('2023-02-06T00:00:00.000Z');
    expect(read(compile('dd.MMM.yyyy', { locale: 'de' }), '06.Dez.2023')).toBe('2023-12-06T00:00:00.000Z');
    expect(read(compile('d MMMM yyyy', { locale: 'pl' }), '6 lutego 2023')).toBe('2023-02-06T00:00:00.000Z');
  });

  it.each([
    [{ format: 'yyyy-MM-dd QQ' }, 'the letter "Q" at offset 11'],
    [{ format: "yyyy-MM-dd'T" }, 'the quote at offset 10'],
    [{ format: '' }, 'has no field letters'],
    [{ format: 'yyyy', timeZone: 'Europe/Nowhere' }, 'the time zone "Europe/Nowhere" is no time zone'],
    [{ format: 'yyyy', timeZone: '+19' }, 'is no offset of at most 18 hours'],
    [{ format: 'yyyy', locale: 'klingon of the north' }, 'the locale "klingon of the north" is not known'],
  ])('refuses %j', ({ format, ...options }, message) => {
    const compiled = compileDateFormat(format, { environment, ...options });
    expect(compiled.ok ? '' : compiled.message).toContain(message);
  });

  it('reads back every moment that it can write', () => {
    const format = compile("yyyy-MM-dd'T'HH:mm:ss.SSSZ");
    const moments = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(format.parse(moment.toISOString())).toBe(moment.getTime());
      }),
    );
  });

  it('never throws', () => {
    const formats = ['dd/MMM/yyyy:HH:mm:ss Z', 'MMM d HH:mm:ss zzzz', 'h:m a', 'EEEE D'].map((format) =>
      compile(format),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const format of formats) expect(() => format.parse(text)).not.toThrow();
      }),
    );
  });
});

import { context, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { capturingLogger } from './capturing-logger.js';
import { parseLogLevel } from './logger.js';
import { createScrubber } from './scrub.js';
import { registerOpenTelemetry } from './service-context.js';

describe('logger', () => {
  it('writes one JSON line with level, timestamp, fields and message', () => {
    const log = capturingLogger({ fields: { service: 'poller' } });
    log.logger.child({ org: 'main' }).warn({ metric: 'ns/a' }, 'Something happened.');
    expect(log.text().endsWith('\n')).toBe(true);
    expect(log.lines[0]).toMatchObject({
      level: 'warn',
      service: 'poller',
      org: 'main',
      metric: 'ns/a',
      message: 'Something happened.',
    });
    expect(Date.parse(String(log.lines[0]?.['timestamp']))).toBeGreaterThan(0);
  });

  it('keeps quiet below its level, and wholly when off', () => {
    const warn = capturingLogger({ level: 'warn' });
    warn.logger.info({}, 'no');
    warn.logger.error({}, 'yes');
    expect(warn.lines.map((line) => line.message)).toEqual(['yes']);
    const off = capturingLogger({ level: 'off' });
    off.logger.error({}, 'no');
    expect(off.lines).toEqual([]);
  });

  it('masks texts under names of secrets, at any depth, in children too', () => {
    const log = capturingLogger();
    log.logger.child({ headers: { Authorization: 'Bearer abc', accept: 'x' } }).info({ apiKey: 'k1' }, 'one');
    log.logger.info(
      { config: { nats: { password: 'hunter22', user: 'u' }, DD_APP_KEY: '0123456789abcdef0123' } },
      'two',
    );
    expect(log.lines[0]).toMatchObject({ headers: { Authorization: '***', accept: 'x' }, apiKey: '***' });
    expect(log.lines[1]).toMatchObject({ config: { nats: { password: '***', user: 'u' }, DD_APP_KEY: '***f0123' } });
  });

  it('masks registered values wherever they occur: message, field, error text, stack, percent-encoded and JSON-escaped', () => {
    const scrubber = createScrubber();
    const log = capturingLogger({ scrubber });
    scrubber.registerSecret('s3cret/"value"');
    log.logger.error(
      { error: new Error('refused s3cret/"value"'), url: 's3cret%2F%22value%22' },
      'with s3cret/"value"',
    );
    expect(log.text()).not.toContain('s3cret');
    expect(log.lines[0]?.message).toBe('with ***');
  });

  it('prints errors with type, message, code and cause', () => {
    const log = capturingLogger();
    const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
    log.logger.error({ error: new TypeError('fetch failed', { cause }) }, 'x');
    expect(log.lines[0]?.['error']).toMatchObject({
      type: 'TypeError',
      message: 'fetch failed',
      cause: { code: 'ECONNREFUSED', message: 'connect refused' },
    });
  });

  it('survives cycles, big integers and bytes', () => {
    const log = capturingLogger();
    const cycle: Record<string, unknown> = { n: 1n, bytes: new Uint8Array(3) };
    cycle['self'] = cycle;
    log.logger.info({ cycle }, 'x');
    expect(log.lines[0]).toMatchObject({ cycle: { n: 1, bytes: '[3 bytes]' } });
  });

  it('never writes two keys of one name', () => {
    const log = capturingLogger();
    log.logger.info({ message: 'inner', level: 'x' }, 'outer');
    expect(log.lines[0]).toMatchObject({ message: 'outer', 'fields.message': 'inner', 'fields.level': 'x' });
    expect(log.text().match(/"message":/g)).toHaveLength(1);
  });

  it('names the active span', () => {
    registerOpenTelemetry();
    const log = capturingLogger();
    const span = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
    context.with(trace.setSpan(context.active(), span), () => log.logger.info({}, 'inside'));
    log.logger.info({}, 'outside');
    expect(log.lines[0]).toMatchObject({ trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) });
    expect(log.lines[1]).not.toHaveProperty('trace_id');
  });
});

describe('parseLogLevel', () => {
  it('knows the names of DD_LOG_LEVEL in any case', () => {
    expect(parseLogLevel(' WARNING ')).toBe('warn');
    expect(parseLogLevel('Critical')).toBe('critical');
    expect(parseLogLevel('loud')).toBeUndefined();
  });
});

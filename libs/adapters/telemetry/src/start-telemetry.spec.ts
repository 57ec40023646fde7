import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { context, propagation, trace } from '@opentelemetry/api';
import { Counter } from 'prom-client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CapturedLine } from './capturing-logger.js';
import { startTelemetry, type Telemetry } from './start-telemetry.js';

interface Receiver {
  readonly url: string;
  readonly bodies: Buffer[];
  readonly server: Server;
}

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function startReceiver(status = 200): Promise<Receiver> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const keep = async (): Promise<void> => {
      bodies.push(await buffer(request));
      response.writeHead(status).end();
    };
    void keep();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, server };
}

async function start(serviceName: string, env: Record<string, string>, lines: string[] = []): Promise<Telemetry> {
  const write = (line: string): void => void lines.push(line);
  const telemetry = await startTelemetry({ serviceName, version: '1.0.0', env, write });
  cleanUps.push(() => telemetry.stop());
  return telemetry;
}

function contains(receiver: Receiver, text: string | Buffer): boolean {
  return receiver.bodies.some((body) => body.includes(text));
}

describe('startTelemetry', () => {
  it('sends the spans of two services of one process under their own names, in one trace', async () => {
    const [one, two] = [await startReceiver(), await startReceiver()];
    const poller = await start('svc-poller', { OTEL_EXPORTER_OTLP_ENDPOINT: one.url });
    const api = await start('svc-api', { OTEL_EXPORTER_OTLP_ENDPOINT: two.url });
    const library = trace.getTracer('library');
    const headers: Record<string, string> = {};
    const traceId = await poller.run(() =>
      library.startActiveSpan('span-publish', async (span) => {
        await Promise.resolve();
        propagation.inject(context.active(), headers);
        span.end();
        return span.spanContext().traceId;
      }),
    );
    expect(headers['traceparent']).toContain(traceId);
    api.run(() => library.startSpan('span-receive', {}, propagation.extract(context.active(), headers)).end());
    await Promise.all([poller.flush(), api.flush()]);

    const id = Buffer.from(traceId, 'hex');
    expect([contains(one, 'svc-poller'), contains(one, 'span-publish'), contains(one, id)]).toEqual([true, true, true]);
    expect([contains(two, 'svc-api'), contains(two, 'span-receive'), contains(two, id)]).toEqual([true, true, true]);
    expect([contains(one, 'span-receive'), contains(two, 'span-publish')]).toEqual([false, false]);
  });

  it('keeps the service through servers, sockets and timers that were started inside it', async () => {
    const receiver = await startReceiver();
    const telemetry = await start('svc-deep', { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const library = trace.getTracer('library');
    const server = await telemetry.run(async () => {
      const inner = createServer((_, response) => {
        setTimeout(() => {
          library.startSpan('span-in-handler').end();
          response.end();
        }, 1);
      });
      await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
      return inner;
    });
    const { port } = server.address() as AddressInfo;
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await telemetry.flush();
    expect(contains(receiver, 'span-in-handler')).toBe(true);
  });

  it('hands a trace on without making spans when there is no endpoint', async () => {
    const telemetry = await start('svc-quiet', {});
    const incoming = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    const outgoing: Record<string, string> = {};
    telemetry.run(() => {
      const parent = propagation.extract(context.active(), incoming);
      const span = telemetry.tracer('t').startSpan('s', {}, parent);
      propagation.inject(trace.setSpan(parent, span), outgoing);
    });
    expect(outgoing['traceparent']).toBe(incoming.traceparent);
  });

  it('delivers what is left at stop, which can be called twice', async () => {
    const receiver = await startReceiver();
    const telemetry = await start('svc-stop', { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    telemetry.tracer('t').startSpan('span-last').end();
    await Promise.all([telemetry.stop(), telemetry.stop()]);
    expect(contains(receiver, 'span-last')).toBe(true);
  });

  it('says once that spans cannot be delivered', async () => {
    const receiver = await startReceiver(400);
    const lines: string[] = [];
    const telemetry = await start('svc-fail', { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, lines);
    for (const name of ['a', 'b']) {
      telemetry.tracer('t').startSpan(name).end();
      await telemetry.flush();
    }
    const warnings = lines.map((line): CapturedLine => JSON.parse(line)).filter(({ level }) => level === 'warn');
    expect(warnings).toEqual([
      expect.objectContaining({
        endpoint: receiver.url,
        problem: expect.stringContaining('Bad Request'),
        message: expect.stringContaining('cannot be delivered'),
      }),
    ]);
  });

  it('has a registry of its own and takes level and identity from the environment', async () => {
    const lines: string[] = [];
    const one = await start('svc-one', { DD_LOG_LEVEL: 'error', DD_ENV: 'dev' }, lines);
    const two = await start('svc-two', {});
    new Counter({ name: 'things_total', help: 'Things.', registers: [one.registry] }).inc(2);
    expect(await one.metricsText()).toContain('things_total 2');
    expect(await two.metricsText()).not.toContain('things_total');
    one.logger.warn({}, 'no');
    one.logger.error({}, 'yes');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ service: 'svc-one', version: '1.0.0', env: 'dev', message: 'yes' }),
    ]);
  });
});

function metricsTo(url: string): Record<string, string> {
  return { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRICS_EXPORTER: 'otlp', OTEL_TRACES_EXPORTER: 'none' };
}

describe('metrics over OTLP', () => {
  it('sends the metrics of each service of a process as that service, by itself and at its end', async () => {
    const [one, two] = [await startReceiver(), await startReceiver()];
    const poller = await start('svc-poller', { ...metricsTo(one.url), OTEL_METRIC_EXPORT_INTERVAL: '10' });
    const api = await start('svc-api', metricsTo(two.url));
    new Counter({ name: 'polls_total', help: 'Polls.', registers: [poller.registry] }).inc();
    new Counter({ name: 'reads_total', help: 'Reads.', registers: [api.registry] }).inc();
    await vi.waitFor(() => expect([contains(one, 'svc-poller'), contains(one, 'polls_total')]).toEqual([true, true]));
    expect(contains(one, 'reads_total')).toBe(false);
    expect(two.bodies).toEqual([]);
    await api.stop();
    expect([contains(two, 'svc-api'), contains(two, 'reads_total')]).toEqual([true, true]);
  });

  it('is off without OTEL_METRICS_EXPORTER', async () => {
    const receiver = await startReceiver();
    const telemetry = await start('svc-quiet', { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    new Counter({ name: 'things_total', help: 'Things.', registers: [telemetry.registry] }).inc();
    await telemetry.stop();
    expect(receiver.bodies).toEqual([]);
  });

  it('says once that metrics cannot be delivered, and serves them all the same', async () => {
    const receiver = await startReceiver(400);
    const lines: string[] = [];
    const telemetry = await start('svc-fail', metricsTo(receiver.url), lines);
    new Counter({ name: 'things_total', help: 'Things.', registers: [telemetry.registry] }).inc();
    await telemetry.flush();
    await telemetry.flush();
    expect(lines.map((line): CapturedLine => JSON.parse(line)).map(({ message }) => message)).toEqual([
      'Metrics cannot be delivered; the next delivery has what this one had. Check the OTLP endpoint.',
    ]);
    expect(await telemetry.metricsText()).toContain('things_total 1');
  });

  it('says that a receiver does not answer, however short the interval is', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const lines: string[] = [];
    const telemetry = await start('svc-hang', { ...metricsTo(url), OTEL_METRIC_EXPORT_INTERVAL: '5' }, lines);
    new Counter({ name: 'things_total', help: 'Things.', registers: [telemetry.registry] }).inc();
    cleanUps.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    await vi.waitFor(() => expect(lines.join('')).toContain('Metrics cannot be delivered'), 15_000);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ problem: expect.stringMatching(/timed? ?out/i) });
  });

  it('says what it does not understand', async () => {
    const lines: string[] = [];
    await start('svc-odd', { OTEL_METRICS_EXPORTER: 'pigeon' }, lines);
    expect(lines.join('')).toContain("not 'pigeon'");
  });
});

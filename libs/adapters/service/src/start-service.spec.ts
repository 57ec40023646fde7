import { Counter } from '@dogwatch/telemetry';
import { Controller, Get, Module } from '@nestjs/common';
import supertest from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { defineConfig } from './define-config.js';
import { plainText, startPlainServer } from './plain-server.js';
import type { RunningService, ServiceContext, ServiceDefinition } from './service-context.js';
import { startService, type StartOptions } from './start-service.js';

const config = defineConfig({
  greeting: { env: 'X_GREETING', type: 'string', default: 'hello', doc: 'Greeting.' },
  key: { env: 'X_KEY', type: 'string', secret: true, doc: 'Key.' },
});
type Config = { readonly greeting: string; readonly key: string | undefined };
type Definition = ServiceDefinition<typeof config.entries>;

@Controller()
class GreetingController {
  @Get('greeting')
  greet(): string {
    return 'hi';
  }
}

@Module({ controllers: [GreetingController] })
class GreetingModule {}

@Module({})
class EmptyModule {}

const loopback = { DD_BIND_HOST: '127.0.0.1', DD_HEALTH_PORT: '0', DD_METRICS_PORT: '0' };
const running: RunningService<Config>[] = [];
afterEach(async () => {
  for (const service of running.splice(0)) await service.stop();
});

interface Started extends RunningService<Config> {
  readonly lines: readonly Record<string, unknown>[];
  readonly text: () => string;
}

async function start(definition: Partial<Definition> = {}, options: StartOptions = {}): Promise<Started> {
  const written: string[] = [];
  const service = await startService(
    { name: 'greeter', version: '1.0.0', config, module: () => EmptyModule, ...definition },
    { write: (line) => void written.push(line), ...options, env: { ...loopback, ...options.env } },
  );
  running.push(service);
  const text = (): string => written.join('');
  return {
    ...service,
    get lines() {
      return written.map((line): Record<string, unknown> => JSON.parse(line));
    },
    text,
  };
}

async function freePort(): Promise<number> {
  const server = await startPlainServer({ env: 'X', port: 0, host: '127.0.0.1' }, () => plainText(200, ''));
  await server.stop();
  return server.port;
}

const on = (port: number) => supertest(`http://127.0.0.1:${port}`);

describe('startService', () => {
  it('answers probes with each peer, and metrics', async () => {
    const service = await start();
    service.context.health.addPeer('nats', () => ({ state: 'down', sinceMillis: 0, message: 'refused' }));
    new Counter({ name: 'calls_total', help: 'Calls.', registers: [service.context.telemetry.registry] }).inc();
    for (const path of ['/livez', '/readyz', '/startupz', '/live', '/ready', '/startup']) {
      const answer = await on(service.ports.health).get(path).expect(200);
      expect(answer.body).toEqual({
        status: 'ok',
        peers: { nats: { state: 'down', since: '1970-01-01T00:00:00.000Z', message: 'refused' } },
      });
    }
    await on(service.ports.health).get('/other').expect(404);
    await on(service.ports.health).post('/livez').expect(405);
    await on(service.ports.health).head('/livez?verbose=1').expect(200);
    const metrics = await on(service.ports.metrics).get('/metrics').expect(200);
    expect(metrics.text).toContain('calls_total 1');
    expect(metrics.headers['content-type']).toMatch(/^text\/plain/);
  });

  it('answers 503 while it starts, and when the service is not ready', async () => {
    const port = await freePort();
    let whileStarting = 0;
    const module = async () => {
      whileStarting = (await on(port).get('/startupz')).status;
      return EmptyModule;
    };
    const service = await start({ module }, { env: { DD_HEALTH_PORT: String(port) } });
    expect(whileStarting).toBe(503);
    await on(port).get('/startupz').expect(200);
    service.context.health.setReadiness(() => ({ ok: false, reason: 'NoValues', message: 'None yet.' }));
    const answer = await on(port).get('/readyz').expect(503);
    expect(answer.body).toMatchObject({ status: 'notReady', reason: 'NoValues', message: 'None yet.' });
  });

  it('serves the application on its own port', async () => {
    const service = await start({ module: () => GreetingModule, http: () => ({ port: 0, host: '127.0.0.1' }) });
    const answer = await on(service.ports.http ?? 0)
      .get('/greeting')
      .expect(200);
    expect(answer.text).toBe('hi');
  });

  it('runs several services in one process, each with its own configuration, metrics and logs', async () => {
    const [one, two] = await Promise.all([start({}, { env: { X_GREETING: 'a' } }), start({ name: 'second' })]);
    expect([one.context.config.greeting, two.context.config.greeting]).toEqual(['a', 'hello']);
    expect(one.ports.health).not.toBe(two.ports.health);
    expect(new Set(one.lines.map((line) => line['service']))).toEqual(new Set(['greeter']));
    expect(new Set(two.lines.map((line) => line['service']))).toEqual(new Set(['second']));
  });

  it('masks the secrets of the configuration in its log', async () => {
    const service = await start({}, { env: { X_KEY: 'very-secret-value' } });
    service.context.logger.error({ error: new Error('bad very-secret-value') }, 'very-secret-value');
    expect(service.text()).not.toContain('very-secret-value');
  });

  it('reports every wrong variable at once', async () => {
    const wrong = start({}, { env: { DD_LOG_LEVEL: 'loud', DD_METRICS_PORT: 'x' } });
    await expect(wrong).rejects.toThrow(/^greeter cannot start: DD_LOG_LEVEL = "loud": .* DD_METRICS_PORT = "x": /);
  });

  it('stops what was started when a later part fails, and says which port is taken', async () => {
    const service = await start();
    const stopped: string[] = [];
    const failing = start({
      module: (context) => {
        context.onShutdown('loop', () => void stopped.push('loop'));
        throw new Error('no such table');
      },
    });
    await expect(failing).rejects.toThrow('greeter cannot start: no such table');
    expect(stopped).toEqual(['loop']);
    const taken = start({}, { env: { DD_HEALTH_PORT: String(service.ports.health) } });
    await expect(taken).rejects.toThrow(`port ${service.ports.health} (DD_HEALTH_PORT) cannot be opened`);
  });

  it('stops in order: unready, aborted, application, then what was registered, last first', async () => {
    const order: string[] = [];
    let context: ServiceContext<Config> | undefined;
    const service = await start({
      module: (given) => {
        context = given;
        given.onShutdown('first', () => void order.push('first'));
        given.onShutdown('second', () => void order.push('second'));
        given.signal.addEventListener('abort', () => order.push(`abort ${given.health.report('ready').status}`));
        return {
          module: EmptyModule,
          providers: [{ provide: 'p', useValue: { onModuleDestroy: () => order.push('app') } }],
        };
      },
    });
    expect(context?.signal.aborted).toBe(false);
    expect(await Promise.all([service.stop(), service.stop()])).toEqual([true, true]);
    expect(order).toEqual(['abort stopping', 'app', 'second', 'first']);
    await expect(on(service.ports.health).get('/livez')).rejects.toThrow('ECONNREFUSED');
  });

  it('gives up on a part that does not stop in time', async () => {
    const service = await start(
      { module: (given) => (given.onShutdown('stuck', () => new Promise(() => {})), EmptyModule) },
      { env: { DD_SHUTDOWN_TIMEOUT: '50ms' } },
    );
    expect(await service.stop()).toBe(false);
    expect(service.lines).toContainEqual(expect.objectContaining({ level: 'error', step: 'stuck' }));
  });
});

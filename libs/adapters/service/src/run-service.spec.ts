import { EventEmitter, once } from 'node:events';
import { Module } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { defineConfig } from './define-config.js';
import { type ProcessHost, runService } from './run-service.js';
import type { ServiceContext, ServiceDefinition } from './service-context.js';

@Module({})
class EmptyModule {}

const config = defineConfig({});
type Definition = ServiceDefinition<typeof config.entries>;

class FakeProcess extends EventEmitter implements ProcessHost {
  readonly exits: number[] = [];
  constructor(readonly env: Record<string, string>) {
    super();
  }
  exit(code: number): void {
    this.exits.push(code);
    this.emit('test-exit');
  }
}

function run(definition: Partial<Definition> = {}, env: Record<string, string> = {}) {
  const host = new FakeProcess({ DD_BIND_HOST: '127.0.0.1', DD_HEALTH_PORT: '0', DD_METRICS_PORT: '0', ...env });
  const lines: Record<string, unknown>[] = [];
  const whole = { name: 'runner', version: '1', config, module: () => EmptyModule, ...definition };
  const done = runService(whole, host, (line) => void lines.push(JSON.parse(line)));
  const exited = once(host, 'test-exit');
  return { host, lines, done, exited };
}

function stuckModule(context: ServiceContext<object>) {
  context.onShutdown('stuck', () => new Promise(() => {}));
  return EmptyModule;
}

describe('runService', () => {
  it('drains on the first signal and exits with 0', async () => {
    let stopped = false;
    const module = (context: ServiceContext<object>) => {
      context.onShutdown('loop', () => void (stopped = true));
      return EmptyModule;
    };
    const { host, done, exited } = run({ module });
    await done;
    host.emit('SIGTERM');
    await exited;
    expect(host.exits).toEqual([0]);
    expect(stopped).toBe(true);
  });

  it('exits with 1 when something does not stop in time', async () => {
    const { host, done, exited } = run({ module: stuckModule }, { DD_SHUTDOWN_TIMEOUT: '20ms' });
    await done;
    host.emit('SIGINT');
    await exited;
    expect(host.exits).toEqual([1]);
  });

  it('exits at once on the second signal', async () => {
    const release = Promise.withResolvers<void>();
    const module = (context: ServiceContext<object>) => {
      context.onShutdown('slow', () => release.promise);
      return EmptyModule;
    };
    const { host, done, exited } = run({ module });
    await done;
    host.emit('SIGTERM');
    host.emit('SIGTERM');
    expect(host.exits).toEqual([143]);
    await exited;
    const drained = once(host, 'test-exit');
    release.resolve();
    await drained;
  });

  it('tells a service that still starts to give up, and ends it', async () => {
    const entered = Promise.withResolvers<void>();
    const module = async ({ signal }: ServiceContext<object>) => {
      entered.resolve();
      await once(signal, 'abort');
      return EmptyModule;
    };
    const { host, exited } = run({ module });
    await entered.promise;
    host.emit('SIGTERM');
    await exited;
    expect(host.exits).toEqual([0]);
  });

  it('prints one line and exits with 1 when it cannot start', async () => {
    const { host, lines, done } = run({}, { DD_HEALTH_PORT: 'x', DD_METRICS_PORT: 'y' });
    await done;
    expect(host.exits).toEqual([1]);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        service: 'runner',
        message: expect.stringMatching(/^runner cannot start: DD_HEALTH_PORT = "x".* DD_METRICS_PORT = "y"/),
      }),
    ]);
  });

  it('logs an error nobody caught and exits with 1', async () => {
    const { host, lines, done, exited } = run();
    await done;
    host.emit('unhandledRejection', new Error('lost'));
    expect(host.exits).toEqual([1]);
    expect(lines.at(-1)).toMatchObject({ level: 'error', error: { message: 'lost' } });
    await exited;
    const drained = once(host, 'test-exit');
    host.emit('SIGTERM');
    await drained;
  });
});

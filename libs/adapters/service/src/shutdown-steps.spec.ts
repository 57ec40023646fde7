import { capturingLogger, silentLogger } from '@dogwatch/telemetry';
import { describe, expect, it } from 'vitest';
import { createShutdownSteps } from './shutdown-steps.js';

describe('shutdown steps', () => {
  it('run one after the other, the last added first', async () => {
    const order: string[] = [];
    const steps = createShutdownSteps(silentLogger);
    for (const name of ['a', 'b', 'c']) {
      steps.add(name, async () => {
        await Promise.resolve();
        order.push(name);
      });
    }
    expect(await steps.run(1000)).toBe(true);
    expect(order).toEqual(['c', 'b', 'a']);
  });

  it('go on after a failure and after the time is over, and name what failed', async () => {
    const log = capturingLogger();
    const steps = createShutdownSteps(log.logger);
    let last = false;
    steps.add('last', () => void (last = true));
    steps.add('hangs', () => new Promise(() => {}));
    steps.add('fails', () => Promise.reject(new Error('broken')));
    expect(await steps.run(20)).toBe(false);
    expect(last).toBe(true);
    expect(log.lines.map((line) => line['step'])).toEqual(['fails', 'hangs']);
  });

  it('run at once when added too late', async () => {
    const steps = createShutdownSteps(silentLogger);
    await steps.run(10);
    await new Promise<void>((resolve) => steps.add('late', resolve));
    expect(await steps.run(10)).toBe(true);
  });
});

import type { Logger } from '@dogwatch/telemetry';

/** What has to be stopped, in the order in which it was started. */
export interface ShutdownSteps {
  /** Adds a step; once the steps have run it is run at once. */
  add(name: string, stop: () => Promise<void> | void): void;
  /** Runs the steps, the last added first, each awaited within what is left of the time. False when one failed or took too long. */
  run(timeoutMillis: number): Promise<boolean>;
}

interface Step {
  readonly name: string;
  readonly stop: () => Promise<void> | void;
}

/** An empty list of steps. */
export function createShutdownSteps(log: Logger): ShutdownSteps {
  const steps: Step[] = [];
  let finished = false;
  return {
    add(name, stop) {
      if (finished) void runStep({ name, stop }, 0, log);
      else steps.push({ name, stop });
    },
    async run(timeoutMillis) {
      const deadline = performance.now() + timeoutMillis;
      let clean = true;
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        const done = await runStep(step, Math.max(0, deadline - performance.now()), log);
        clean = done && clean;
      }
      finished = true;
      return clean;
    },
  };
}

async function runStep({ name, stop }: Step, timeoutMillis: number, log: Logger): Promise<boolean> {
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), timeoutMillis);
  try {
    const result = await Promise.race([attempt(stop), late.promise]);
    if (result === 'late') log.error({ step: name }, 'A part of the service did not stop in time and was left behind.');
    return result !== 'late';
  } catch (error) {
    log.error({ step: name, error }, 'A part of the service failed to stop.');
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function attempt(stop: () => Promise<void> | void): Promise<'done'> {
  await stop();
  return 'done';
}

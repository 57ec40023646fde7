import type { DatadogSimulator } from '@dogwatch/datadog-simulator';
import type { TriggerMetadata } from '@dogwatch/keda-scaler';
import { connectKeda, type Read, readWhile, sleep } from '../../lab/keda.ts';

/** A load that goes on until it is stopped, and then tells what became of it. */
export interface Load {
  stop(): Promise<unknown>;
}

/** Posts logs as a shipper does: what is not accepted is sent again. */
export interface LogOrder {
  readonly kind: 'logs';
  /** The intake, without a path. */
  readonly url: string;
}

/** Reads a trigger as KEDA does. */
export interface KedaOrder {
  readonly kind: 'keda';
  /** `host:port` of the scaler. */
  readonly target: string;
  readonly metadata: TriggerMetadata;
}

/** What can be started. */
export type LoadOrder = KedaOrder | LogOrder;

/** What became of logs. */
export interface LogResult {
  /** Logs that the intake said it has taken. */
  readonly accepted: number;
  /** Logs that it had not taken after many tries. */
  readonly givenUp: number;
  /** Of the accepted ones, how many never reached Datadog. */
  readonly lost: number;
  /** How many reached it more than once. */
  readonly repeated: number;
  /** Requests that were sent again, and why. */
  readonly retries: readonly string[];
}

/** What became of KEDA's reads. */
export interface KedaResult {
  readonly reads: number;
  readonly failed: readonly string[];
  readonly last?: Read | undefined;
}

const batchSize = 10;
const senders = 4;
const pauseMillis = 100;
const retryMillis = 250;
const maxTries = 80;
const patienceMillis = 60_000;

async function post(url: string, logs: readonly object[]): Promise<string | undefined> {
  try {
    const answer = await fetch(`${url}/api/v2/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(logs),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    return answer.status === 202 ? undefined : `${answer.status} ${text}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    return `${String(error)} ${cause}`;
  }
}

/** How often each log of a load has arrived, by its number. */
function countArrived(datadog: DatadogSimulator, load: string): ReadonlyMap<unknown, number> {
  const own = datadog.logs.list().filter((log) => log['load'] === load);
  const counts = new Map<unknown, number>();
  for (const { number } of own) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}

function startLogs({ url }: LogOrder, load: string, datadog: DatadogSimulator): Load {
  const accepted = new Set<number>();
  const retries: string[] = [];
  let givenUp = 0;
  const progress = { isDone: false, next: 0 };
  const isAccepted = async (logs: readonly object[]): Promise<boolean> => {
    for (let tries = 0; tries < maxTries; tries++) {
      const failure = await post(url, logs);
      if (failure === undefined) return true;
      retries.push(`${new Date().toISOString()} ${failure}`);
      await sleep(retryMillis);
    }
    return false;
  };
  const send = async (): Promise<void> => {
    while (!progress.isDone) {
      const numbers = Array.from({ length: batchSize }, () => progress.next++);
      const logs = numbers.map((number) => ({ message: `load ${number}`, service: 'load', load, number }));
      if (await isAccepted(logs)) for (const number of numbers) accepted.add(number);
      else givenUp += batchSize;
      await sleep(pauseMillis);
    }
  };
  const sending = Promise.all(Array.from({ length: senders }, send));
  return {
    async stop(): Promise<LogResult> {
      progress.isDone = true;
      await sending;
      const deadline = Date.now() + patienceMillis;
      const lost = (): number => {
        const arrived = countArrived(datadog, load);
        return [...accepted].filter((number) => !arrived.has(number)).length;
      };
      while (lost() > 0 && Date.now() < deadline) await sleep(500);
      const counts = countArrived(datadog, load);
      return {
        accepted: accepted.size,
        givenUp,
        lost: lost(),
        repeated: [...counts.values()].filter((count) => count > 1).length,
        retries,
      };
    },
  };
}

function startKeda({ target, metadata }: KedaOrder): Load {
  const keda = connectKeda(target);
  const stopped = Promise.withResolvers<void>();
  const reading = readWhile(keda, [{ scaledObject: 'checkout', metadata }], 100, stopped.promise);
  return {
    async stop(): Promise<KedaResult> {
      stopped.resolve();
      const reads = await reading;
      keda.close();
      return {
        reads: reads.length,
        failed: reads.flatMap((read) => (read.ok ? [] : [`${read.code} ${read.details}`])),
        last: reads.at(-1),
      };
    },
  };
}

/** Starts a load; `load` is a name that no other one has. */
export function startLoad(order: LoadOrder, load: string, datadog: DatadogSimulator): Load {
  return order.kind === 'logs' ? startLogs(order, load, datadog) : startKeda(order);
}

import { readFileSync } from 'node:fs';
import { connectScaler } from '@dogwatch/keda-scaler';

/** What to ask. Each caller asks for the next trigger when the answer to the one before is there. */
export interface GrpcLoadOrder {
  readonly port: number;
  readonly callers: number;
  /** Metadata of the triggers, asked for in turn. */
  readonly triggers: readonly Readonly<Record<string, string>>[];
  readonly seconds: number;
}

/** What came back. */
export interface GrpcLoadResult {
  readonly answers: number;
  readonly failures: number;
  readonly seconds: number;
  readonly medianMillis: number;
  readonly p99Millis: number;
  /** The text of one failure; empty when there was none. */
  readonly sample: string;
}

async function run({ callers, port, seconds, triggers }: GrpcLoadOrder): Promise<GrpcLoadResult> {
  const client = connectScaler(port);
  const latencies: number[] = [];
  const tally = { failures: 0, sample: '' };
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  let next = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < endAt) {
      const sentAt = performance.now();
      const answer = await client.getMetrics(triggers[next++ % triggers.length] ?? {}, 'datadog-avg-shop-load');
      latencies.push(performance.now() - sentAt);
      if (answer.ok) continue;
      tally.failures += 1;
      tally.sample = answer.details;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const elapsed = (performance.now() - startedAt) / 1000;
  client.close();
  const sorted = Float64Array.from(latencies).sort();
  const quantile = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return {
    answers: latencies.length,
    ...tally,
    seconds: elapsed,
    medianMillis: quantile(0.5),
    p99Millis: quantile(0.99),
  };
}

// a process of its own: reads the order from standard input, prints the result
const order: GrpcLoadOrder = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(await run(order)));

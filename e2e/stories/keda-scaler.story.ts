import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type NatsServer, startNatsServer } from '@dogwatch/control-plane';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppProcess } from '../lab/app-process.ts';
import {
  connectKeda,
  type Keda,
  type KedaTrigger,
  readWhile,
  type ScalerProcess,
  sleep,
  startScaler,
} from '../lab/keda.ts';
import { eventually, type Lab, startLab } from '../lab/lab.ts';

/**
 * A simulated minute takes 4 s: metrics-poller, which asks every 30 s by default, asks every 2 s, and KEDA, which reads for its
 * own loop every 30 s and for the HorizontalPodAutoscaler every 15 s, every 2 s and every second.
 */
const minuteMillis = 4000;
const pollingMillis = minuteMillis / 2;
const hpaMillis = minuteMillis / 4;
const run = promisify(execFile);
const namespace = 'dogwatch-keda';
const triggerCount = 200;
/** 35 queries share a request. */
const callsPerRefresh = Math.ceil(triggerCount / 35);

const triggers: readonly KedaTrigger[] = Array.from({ length: triggerCount }, (_, index) => ({
  scaledObject: `app-${index}`,
  metadata: { query: `avg:shop.load{*} + ${index}`, targetValue: '10', activationQueryValue: '100' },
}));

let nats: NatsServer;
let lab: Lab;
let pollers: AppProcess[];
let scalers: ScalerProcess[];
let keda: Keda;

function setLoad(value: number): void {
  lab.datadog.addSeries({ id: 'load', metric: 'shop.load', originSeconds: 0, value });
}

/** The value of a trigger while the load is this. */
function loadOf({ scaledObject }: Pick<KedaTrigger, 'scaledObject'>, load: number): number {
  return load + Number(scaledObject.replace('app-', ''));
}

/** Both loops of KEDA over all triggers, while `work` is under way. */
async function scaleWhile(work: Promise<unknown>, some = triggers): ReturnType<typeof readWhile> {
  const both = [pollingMillis, hpaMillis].map((period) => readWhile(keda, some, period, work));
  return (await Promise.all(both)).flat();
}

/** Counts the calls to Datadog during some work; `most` is what the refreshes of that time may cost, one begun before included. */
async function countCalls<T>(
  work: () => Promise<T>,
): Promise<{ readonly calls: number; readonly most: number; readonly result: T }> {
  lab.datadog.calls.clear();
  const startedAt = performance.now();
  const result = await work();
  const calls = lab.datadog.calls.count();
  const refreshes = Math.ceil((performance.now() - startedAt) / pollingMillis) + 1;
  return { calls, most: refreshes * callsPerRefresh, result };
}

const failuresOf = (reads: Awaited<ReturnType<typeof readWhile>>): readonly string[] =>
  reads.flatMap((read) => (read.ok ? [] : [`${read.scaledObject}: ${read.code} ${read.details}`]));

beforeAll(async () => {
  nats = await startNatsServer();
  lab = await startLab({ name: namespace, natsUrl: nats.url });
  setLoad(7);
});

afterAll(async () => {
  keda.close();
  await Promise.all(scalers.map((scaler) => scaler.stop()));
  await lab.stop();
  await nats.stop();
});

test('a scaler that starts before the poller says what is missing, and has a value as soon as it is there', async () => {
  scalers = [await startScaler(lab, 'scaler-0'), await startScaler(lab, 'scaler-1')];
  lab.balancer.setBackends(scalers.map(({ grpcPort }) => grpcPort));
  keda = connectKeda(lab.balancer.port);
  const [first] = triggers;
  const read = (): ReturnType<Keda['read']> => keda.read('app-0', first?.metadata ?? {});
  expect(await read()).toMatchObject({ ok: false, code: 14, details: expect.stringContaining('(NoLeader)') });
  expect((await scalers[0]?.probe('/readyz'))?.status).toBe(200);
  pollers = [await lab.startPoller('poller-0'), await lab.startPoller('poller-1')];
  await eventually(async () => expect(await read()).toEqual({ ok: true, value: 7, active: false }));
});

describe('200 triggers', () => {
  test('over five minutes cost the calls of one refresher, however often KEDA asks', async () => {
    await scaleWhile(sleep(minuteMillis));
    const callsBefore = keda.calls();
    const minutes = 5;
    const { calls, most, result: reads } = await countCalls(() => scaleWhile(sleep(minutes * minuteMillis)));
    expect(failuresOf(reads)).toEqual([]);
    expect(new Set(reads.map(({ scaledObject }) => scaledObject)).size).toBe(triggerCount);
    for (const read of reads) {
      const value = loadOf(read, 7);
      expect(read).toMatchObject({ value, active: value > 100 });
    }
    expect(calls).toBeLessThanOrEqual(most);
    console.log(
      `${triggerCount} triggers, ${minutes} simulated minutes: ${reads.length} reads, ${keda.calls() - callsBefore} gRPC calls, ` +
        `${calls} calls to Datadog; KEDA's own scaler makes one for each of its reads, ${reads.length}`,
    );
  });

  test('while Datadog answers 429 keep their values, and no further call is made, though KEDA repeats what fails', async () => {
    const impatient = triggers.map(({ metadata, scaledObject }) => ({
      scaledObject,
      metadata: { ...metadata, maxStaleness: '1s' },
    }));
    lab.datadog.fail({ id: 'limit', mode: 'rateLimited', resetSeconds: 2 });
    await sleep(pollingMillis * 2);
    const both = () =>
      Promise.all([scaleWhile(sleep(minuteMillis * 2)), scaleWhile(sleep(minuteMillis * 2), impatient)]);
    const { calls, most, result } = await countCalls(both);
    const [patientReads, impatientReads] = result;
    lab.datadog.recover('limit');
    expect(failuresOf(patientReads)).toEqual([]);
    expect(impatientReads.some((read) => !read.ok && read.code === 8 && read.details.includes('(RateLimited)'))).toBe(
      true,
    );
    expect(calls).toBeLessThanOrEqual(most);
    await eventually(async () => {
      const [trigger] = impatient;
      expect(await keda.read('app-0', trigger?.metadata ?? {})).toMatchObject({ ok: true });
    });
  });
});

test('a replica of the scaler is killed: KEDA repeats, and no read fails', async () => {
  const [victim, survivor] = scalers;
  const killed = (async () => {
    await sleep(minuteMillis / 2);
    await victim?.kill();
    lab.balancer.setBackends(survivor === undefined ? [] : [survivor.grpcPort], 'keep');
    await sleep(minuteMillis / 2);
  })();
  expect(failuresOf(await scaleWhile(killed))).toEqual([]);
});

test('the leading poller is killed while Datadog answers 429: no read fails, and the other takes over', async () => {
  const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/datadog-leader-election-metrics-poller`;
  const holder = async (): Promise<string> =>
    (await lab.get<{ spec: { holderIdentity: string } }>(leases)).spec.holderIdentity;
  const before = await holder();
  const takenOver = (async () => {
    lab.datadog.fail({ id: 'limit', mode: 'rateLimited', resetSeconds: 1 });
    await pollers[before === 'poller-0' ? 0 : 1]?.kill();
    await eventually(async () => expect(await holder()).not.toBe(before), 60);
    // the first attempts of the new leader fail
    await sleep(pollingMillis * 2);
    lab.datadog.recover('limit');
    setLoad(50);
    await eventually(async () => {
      for (const { metadata, scaledObject } of triggers.slice(0, 5))
        expect(await keda.read(scaledObject, metadata)).toMatchObject({ value: loadOf({ scaledObject }, 50) });
    }, 60);
  })();
  expect(failuresOf(await scaleWhile(takenOver))).toEqual([]);
});

test('dogwatch explain trigger tells from the metadata to what KEDA was told, and what is behind it', async () => {
  const args = ['explain', 'trigger', 'shop/app-3', '--nats', nats.url, '--root', namespace];
  const { stdout } = await run(process.execPath, ['apps/cli/bin/dogwatch.js', ...args]);
  expect(stdout).toContain('ScaledObject shop/app-3');
  expect(stdout).toMatch(
    /trigger +It scales for 10 each and is active above 100, by the query avg:shop\.load\{\*\} \+ 3/,
  );
  expect(stdout).toMatch(/value +The value is 53, \d+ s old; the trigger is not active\./);
  expect(stdout).toMatch(/told .* was told 53, not active/);
  expect(stdout).toMatch(/metrics-poller poller-\d\n.*want/);
});

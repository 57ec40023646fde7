import { join } from 'node:path';
import { freePort } from '@dogwatch/control-plane';
import { crds } from '@dogwatch/crds';
import { startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { connectScaler } from '@dogwatch/keda-scaler';
import { metricSeriesUpdatedSubject, metricWanted, metricWantedSubject } from '@dogwatch/messages';
import { connectNats, type NatsLink, startEmbeddedBroker } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { startKubeSimulator } from '@dogwatch/testing';
import type { Bench, Row } from './bench.ts';
import { type MeasuredProcess, startApp, startMeasured } from './measured-process.ts';
import { runGrpcLoad } from './run-load.ts';

const callers = 32;
const warmUpSeconds = 5;
const measuredSeconds = 6;
const periodSeconds = 5;
const minutesPerPeriod = 0.5;
const keys = { apiKey: 'a'.repeat(32), appKey: 'b'.repeat(40) };

function toTriggers(count: number): Record<string, string>[] {
  return Array.from({ length: count }, (_, index) => ({
    scalerAddress: 'keda-scaler.dogwatch:9090',
    query: `avg:shop.load{service:checkout,env:prod} + ${index}`,
    targetValue: '10',
    activationQueryValue: '1',
  }));
}

interface Scaler {
  readonly app: MeasuredProcess;
  readonly grpcPort: number;
}

async function startScaler(natsUrl: string): Promise<Scaler> {
  const grpcPort = await freePort();
  const app = await startApp('keda-scaler', { NATS_URL: natsUrl, DD_KEDA_SCALER_PORT: String(grpcPort) });
  return { app, grpcPort };
}

/** Answers every want at once with one series, as metrics-poller would after a poll. */
async function answerWants(link: NatsLink): Promise<void> {
  const subscription = link.subscribeJson(metricWantedSubject, metricWanted, (wanted) => {
    const { ageSeconds, offsetSeconds, org, query } = wanted;
    const now = Date.now();
    const points = Array.from({ length: 10 }, (_, index) => [Math.floor(now / 1000) - 10 * (10 - index), 42.5]);
    const series = [{ scope: '*', points, pointCount: points.length }];
    const facts = {
      attemptedAtMillis: now,
      answeredAtMillis: now,
      reason: '',
      message: '',
      httpStatus: 200,
      rateLimit: null,
    };
    const answers = [{ ageSeconds, offsetSeconds, org, query, ...facts, series }];
    link.publishJson(
      metricSeriesUpdatedSubject,
      { org },
      { epoch: 'one', sentAtMillis: now, refreshPeriodSeconds: 30, answers },
    );
  });
  await subscription.ready();
}

async function measure(
  name: string,
  { app, grpcPort }: Scaler,
  triggers: number,
): Promise<{ rows: Row[]; perCore: number }> {
  const order = { port: grpcPort, callers, triggers: toTriggers(triggers) };
  await runGrpcLoad({ ...order, seconds: warmUpSeconds });
  const before = await app.usage();
  const result = await runGrpcLoad({ ...order, seconds: measuredSeconds });
  const after = await app.usage();
  if (result.failures > 0) throw new Error(`${result.failures} calls failed; one: ${result.sample}`);
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
  const perCore = result.answers / cpuSeconds;
  const rows: Row[] = [
    {
      name,
      value: perCore,
      unit: 'calls/s/core',
      note: `${result.answers} answers in ${cpuSeconds.toFixed(2)} CPU seconds`,
    },
    { name: '  by the clock', value: result.answers / result.seconds, unit: 'calls/s' },
    { name: '  99 % answered within', value: result.p99Millis, unit: 'ms' },
  ];
  return { rows, perCore };
}

async function measureSpeed(): Promise<Row[]> {
  await using closing = new AsyncDisposableStack();
  const broker = await startEmbeddedBroker({ port: 0 });
  closing.defer(() => broker.stop());
  const link = connectNats({ servers: broker.url, name: 'bench', log: silentLogger });
  closing.defer(() => link.stop());
  await answerWants(link);
  const echo = await startMeasured(join(import.meta.dirname, 'grpc-echo.ts'), {});
  closing.defer(() => echo.stop());
  const bare = await measure(
    'a bare grpc-js server with a fixed answer',
    { app: echo, grpcPort: echo.ports.http ?? 0 },
    100,
  );
  const scaler = await startScaler(broker.url);
  closing.defer(() => scaler.app.stop());
  const some = await measure('GetMetrics, 100 triggers', scaler, 100);
  const many = await measure('GetMetrics, 1000 triggers', scaler, 1000);
  const { residentMegabytes } = await scaler.app.usage();
  return [
    ...bare.rows,
    ...some.rows,
    { name: '  / bare', value: some.perCore / bare.perCore, unit: '', target: { atLeast: 0.7 } },
    ...many.rows,
    { name: 'memory after that', value: residentMegabytes, unit: 'MB', target: { atMost: 250 } },
  ];
}

/** Calls to Datadog a minute at the default period of 30 s, from two periods of 5 s. */
async function measureCalls(count: number): Promise<Row> {
  await using closing = new AsyncDisposableStack();
  const kube = await startKubeSimulator({ crds });
  closing.defer(() => kube.stop());
  const broker = await startEmbeddedBroker({ port: 0 });
  closing.defer(() => broker.stop());
  const series = [{ metric: 'shop.load', tags: ['service:checkout', 'env:prod'], originSeconds: 0, value: 7 }];
  const datadog = await startDatadogSimulator({ apiKeys: [keys.apiKey], applicationKeys: [keys.appKey], series });
  closing.defer(() => datadog.stop());
  const poller = await startApp('metrics-poller', {
    KUBECONFIG: kube.kubeconfigPath,
    NATS_URL: broker.url,
    DD_API_KEY: keys.apiKey,
    DD_APP_KEY: keys.appKey,
    DD_EXTERNAL_METRICS_PROVIDER_ENDPOINT: datadog.url,
    DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: String(periodSeconds),
  });
  closing.defer(() => poller.stop());
  const scaler = await startScaler(broker.url);
  closing.defer(() => scaler.app.stop());
  const keda = connectScaler(scaler.grpcPort);
  closing.defer(() => keda.close());
  const triggers = toTriggers(count);
  const readAll = (): Promise<unknown> => Promise.all(triggers.map((trigger) => keda.getMetrics(trigger)));
  await readAll();
  await pause(periodSeconds * 1.5);
  const before = datadog.calls.count();
  await readAll();
  await pause(periodSeconds * 2);
  const perPeriod = (datadog.calls.count() - before) / 2;
  return {
    name: `calls to Datadog, ${count} triggers`,
    value: perPeriod / minutesPerPeriod,
    unit: 'calls/min',
    target: { atMost: 2 * Math.ceil(count / 35) },
    note: `KEDA's own scaler: ${(6 * count).toLocaleString('en-US')}, and twice that while Datadog answers 429`,
  };
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

async function run(): Promise<Row[]> {
  const rows = await measureSpeed();
  for (const count of [1, 100, 1000]) rows.push(await measureCalls(count));
  return rows;
}

/** Reads of keda-scaler as KEDA makes them, beside a gRPC server that does nothing; and what they cost at Datadog. */
export const bench: Bench = { name: 'keda-scaler', run };

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { startNatsServer } from '@dogwatch/control-plane';
import { compilePipelines, createIntlZones, ingestJson, parseJson, printJson } from '@dogwatch/logs';
import { loadUserAgentParser } from '@dogwatch/user-agents';
import type { Bench, Row } from './bench.ts';
import { accessBody, accessLine, accessPipeline, fieldsPipeline } from './log-lines.ts';
import { type MeasuredProcess, startApp, stopProcess } from './measured-process.ts';
import { runLogLoad } from './run-load.ts';

const logsOfBatch = 500;
const differentBatches = 40;
const warmUpBatches = 200;
const batchesOfRound = 150;
/** The best counts: in the others the neighbours made each processor second worth less. */
const rounds = 6;
const connections = 4;
const timeoutMillis = 60_000;
const mebibyte = 1024 * 1024;

interface Batches {
  readonly bodies: readonly string[];
  /** Of the lines alone, on average. */
  readonly bytesOfLine: number;
  /** With the JSON around them. */
  readonly bytesOfItem: number;
}

/** What the service is to do. */
interface Work {
  readonly name: string;
  readonly pipeline: object;
  readonly compression: 'gzip' | 'zstd';
}

interface Scene {
  readonly app: MeasuredProcess;
  /** Logs that have arrived. */
  readonly arrived: () => Promise<number>;
}

/** What so many logs have cost. */
interface Cost {
  readonly logs: number;
  readonly cpuSeconds: number;
}

function createBatches(): Batches {
  const lines = Array.from({ length: logsOfBatch * differentBatches }, (_, index) => accessLine(index));
  const bodies = Array.from({ length: differentBatches }, (_, index) =>
    accessBody(lines.slice(index * logsOfBatch, (index + 1) * logsOfBatch)),
  );
  const average = (texts: readonly string[]): number =>
    texts.reduce((sum, { length }) => sum + length, 0) / lines.length;
  return { bodies, bytesOfLine: average(lines), bytesOfItem: average(bodies) };
}

async function startSink(): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = fork(join(import.meta.dirname, 'log-sink.ts'));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the sink did not start')));
    child.once('message', (message: { url: string }) => resolve(message.url));
  });
  return { url, stop: () => stopProcess(child) };
}

async function startScene({ pipeline, compression }: Work, closing: AsyncDisposableStack): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-logs-'));
  closing.defer(() => rmSync(folder, { recursive: true }));
  const pipelines = join(folder, 'pipelines.json');
  writeFileSync(pipelines, JSON.stringify([pipeline]));
  const nats = await startNatsServer({ jetstream: true });
  closing.defer(() => nats.stop());
  const sink = await startSink();
  closing.defer(() => sink.stop());
  const app = await startApp('log-preprocessor', {
    NATS_URL: nats.url,
    DD_API_KEY: 'a'.repeat(32),
    DD_LOGS_CONFIG_LOGS_DD_URL: sink.url,
    DD_LOGS_CONFIG_COMPRESSION_KIND: compression,
    DD_LOG_PREPROCESSOR_HTTP_PORT: '0',
    DD_LOG_PREPROCESSOR_PIPELINES: pipelines,
  });
  closing.defer(() => app.stop());
  return { app, arrived: async () => Number(await (await fetch(sink.url)).text()) };
}

/** Sends batches and waits until all of their logs are in the sink. */
async function sendAll(scene: Scene, { bodies }: Batches, requests: number, pauseMillis = 0) {
  const { app, arrived } = scene;
  const expected = (await arrived()) + requests * logsOfBatch;
  const order = { bodies, requests, connections, pauseMillis, port: app.ports.http ?? 0 };
  const result = await runLogLoad(order);
  if (result.failures > 0) throw new Error(`${result.failures} batches were not accepted: ${result.failure}`);
  const end = performance.now() + timeoutMillis;
  for (let count = await arrived(); count < expected; count = await arrived()) {
    if (performance.now() > end) throw new Error(`only ${count} of ${expected} logs have arrived`);
    await delay(20);
  }
  return result;
}

async function measureService(work: Work, batches: Batches, core: Cost): Promise<Row[]> {
  await using closing = new AsyncDisposableStack();
  const scene = await startScene(work, closing);
  await sendAll(scene, batches, warmUpBatches);
  const busy: Cost[] = [];
  let slowest = 0;
  for (let round = 0; round < rounds; round += 1) {
    const before = await scene.app.usage();
    const { p99Millis } = await sendAll(scene, batches, batchesOfRound);
    const after = await scene.app.usage();
    slowest = Math.max(slowest, p99Millis);
    busy.push({ logs: batchesOfRound * logsOfBatch, cpuSeconds: after.cpuSeconds - before.cpuSeconds });
  }
  const calm = await sendAll(scene, batches, 200, 100);
  const { residentMegabytes } = await scene.app.usage();
  const cost = bestOf(busy);
  const note = `the best of ${busy
    .map((each) => (each.cpuSeconds * 1e6) / each.logs)
    .map((micros) => micros.toFixed(1))
    .join(', ')} µs a log`;
  const waiting = `median ${calm.medianMillis.toFixed(1)} ms; as fast as it takes them: ${slowest.toFixed(0)} ms in the worst round`;
  return [
    ...throughput(`${work.name}: HTTP, JetStream, ${work.compression}`, cost, batches, note),
    { name: '  share of the core alone', value: logsASecond(cost) / logsASecond(core), unit: '' },
    { name: '  99 % of batches accepted within, 40 a second', value: calm.p99Millis, unit: 'ms', note: waiting },
    { name: '  memory after that', value: residentMegabytes, unit: 'MB' },
  ];
}

function bestOf(costs: readonly Cost[]): Cost {
  return costs.reduce((best, cost) => (logsASecond(cost) > logsASecond(best) ? cost : best));
}

function logsASecond({ logs, cpuSeconds }: Cost): number {
  return logs / cpuSeconds;
}

function throughput(name: string, cost: Cost, { bytesOfLine, bytesOfItem }: Batches, note: string): Row[] {
  const value = logsASecond(cost);
  return [
    { name, value: (value * bytesOfItem) / mebibyte, unit: 'MiB/s/core', target: { atLeast: 25 }, note },
    { name: '  of them lines', value: (value * bytesOfLine) / mebibyte, unit: 'MiB/s/core' },
    { name: '  the same in logs', value, unit: 'events/s/core' },
  ];
}

/** The same bodies through the same pipeline: parsed, made logs, processed, printed. */
function measureCore({ pipeline }: Work, { bodies }: Batches): Cost {
  // as log-preprocessor does
  setFlagsFromString('--enable-experimental-regexp-engine');
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  const environment = {
    nowMillis: () => Date.now(),
    zoneOffsetMillis: createIntlZones(),
    parseUserAgent: loadUserAgentParser(),
  };
  const { program } = compilePipelines([pipeline], { environment });
  const runBody = (body: string): void => {
    const parsed = parseJson(body);
    if (!parsed.ok || !Array.isArray(parsed.value)) throw new Error('the batch is no list');
    for (const item of parsed.value) {
      const log = ingestJson(item);
      program?.process(log);
      printJson(log);
    }
  };
  const runAll = (count: number): void => {
    for (let index = 0; index < count; index += 1) runBody(bodies[index % bodies.length] ?? '');
  };
  runAll(warmUpBatches);
  const costs = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    runAll(batchesOfRound);
    const { user, system } = process.cpuUsage(before);
    return { logs: batchesOfRound * logsOfBatch, cpuSeconds: (user + system) / 1e6 };
  });
  return bestOf(costs);
}

const works: readonly Work[] = [
  { name: 'grok and date', pipeline: fieldsPipeline, compression: 'gzip' },
  { name: 'whole pipeline', pipeline: accessPipeline, compression: 'gzip' },
  { name: 'whole pipeline', pipeline: accessPipeline, compression: 'zstd' },
];

async function measure(work: Work, batches: Batches): Promise<Row[]> {
  const core = measureCore(work, batches);
  const note = `lines of ${Math.round(batches.bytesOfLine)} bytes, ${logsOfBatch} in a body with ${Math.round(batches.bytesOfItem)} bytes for each`;
  return [
    ...throughput(`${work.name}: core alone`, core, batches, note),
    ...(await measureService(work, batches, core)),
  ];
}

/** The real service from HTTP to the sink, with every batch in JetStream in between, beside what its core alone can do. */
export const bench: Bench = {
  name: 'log-service',
  run: async () => {
    const batches = createBatches();
    const rows: Row[] = [];
    for (const work of works) rows.push(...(await measure(work, batches)));
    return rows;
  },
};

import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  type Attributes,
  compilePipelines,
  createIntlZones,
  ingestText,
  isAttributes,
  type Log,
  type LogProgram,
  type LogsEnvironment,
  logOfTest,
  parseJson,
  type PipelineTest,
  pipelineTestPreprocessing,
  readPipelineTests,
} from '@dogwatch/logs';
import { loadUserAgentParser } from '@dogwatch/user-agents';
import type { Bench, Row } from './bench.ts';
import { bench as grok } from './logs-grok.ts';

/** A real pipeline with the samples of its tests. */
interface Workload {
  readonly name: string;
  readonly source: string;
  readonly pipeline: Attributes;
  readonly program: LogProgram;
  readonly tests: readonly PipelineTest[];
}

const batches = 60;
const batchSize = 128;

function createEnvironment(): LogsEnvironment {
  return {
    nowMillis: () => 0,
    zoneOffsetMillis: createIntlZones(),
    parseUserAgent: loadUserAgentParser(),
    lookUpIp: (address) => ({ ipAddress: address, country: { iso_code: 'FR', name: 'France' } }),
  };
}

function loadWorkloads(environment: LogsEnvironment): Workload[] {
  const folder = resolve(import.meta.dirname, '..', process.env['CONFORMANCE_DATA'] ?? '../shared/vectors', 'logs');
  return globSync(join(folder, '*.json'))
    .sort()
    .flatMap((file) => loadWorkload(file, environment) ?? []);
}

function loadWorkload(file: string, environment: LogsEnvironment): Workload | undefined {
  const parsed = parseJson(readFileSync(file, 'utf8'));
  const content = parsed.ok && isAttributes(parsed.value) ? parsed.value : {};
  const { pipeline, source } = content;
  const read = readPipelineTests(content);
  if (!isAttributes(pipeline) || !read.ok || typeof source !== 'string') return undefined;
  const everything = { ...pipeline, filter: { query: '*' } };
  const { program } = compilePipelines([everything], { environment, preprocessing: pipelineTestPreprocessing });
  return program && { name: basename(file, '.json'), source, pipeline, program, tests: read.tests };
}

/** Fresh logs of all samples in turn: a pipeline changes its logs. */
function createLogs({ tests, source }: Workload): Log[] {
  const logs: Log[] = [];
  while (logs.length < batchSize) for (const test of tests) logs.push(logOfTest(test, source));
  return logs;
}

/** Microseconds an event, the best of many batches; only the pipeline is timed, not the making of the logs. */
function measurePipeline(workload: Workload): number {
  const { program } = workload;
  let best = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < batches; batch++) {
    const logs = createLogs(workload);
    const start = performance.now();
    for (const log of logs) program.process(log);
    best = Math.min(best, ((performance.now() - start) * 1000) / logs.length);
  }
  return best;
}

/** Microseconds an event when all pipelines are one set and logs come from all sources in turn, or from one that none is for. */
function measureSet(workloads: readonly Workload[], environment: LogsEnvironment, source?: string): number {
  const pipelines = workloads.map(({ pipeline }) => pipeline);
  const { program } = compilePipelines(pipelines, { environment, preprocessing: pipelineTestPreprocessing });
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round++) {
    const logs = workloads.flatMap((each) => each.tests.map((test) => logOfTest(test, source ?? each.source)));
    const start = performance.now();
    for (const log of logs) program?.process(log);
    best = Math.min(best, ((performance.now() - start) * 1000) / logs.length);
  }
  return best;
}

/** Microseconds to make a log of a sample. */
function measureIngestion(workloads: readonly Workload[]): number {
  const samples = workloads.flatMap(({ tests }) => tests.map(({ sample }) => sample));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round++) {
    const start = performance.now();
    for (const sample of samples) ingestText(sample);
    best = Math.min(best, ((performance.now() - start) * 1000) / samples.length);
  }
  return best;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function pipelineRows(): readonly Row[] {
  const environment = createEnvironment();
  const workloads = loadWorkloads(environment);
  if (workloads.length === 0) {
    console.log('logs: skipped, there are no pipelines; set CONFORMANCE_DATA to the folder with the data');
    return [];
  }
  const ingestion = measureIngestion(workloads);
  const costs = workloads.map((workload) => ({ name: workload.name, micros: measurePipeline(workload) }));
  const byCost = costs.toSorted((left, right) => left.micros - right.micros);
  const micros = byCost.map((cost) => cost.micros);
  const mean = micros.reduce((sum, value) => sum + value, 0) / micros.length;
  const slowest = byCost.slice(-5).toReversed();
  const note = `${workloads.length} pipelines on the samples of their tests`;
  return [
    { name: 'real pipelines', value: 1e6 / mean, unit: 'events/s/core', note },
    { name: 'real pipelines, median', value: quantile(micros, 0.5), unit: 'µs/event', target: { atMost: 8 } },
    { name: 'real pipelines, 90th percentile', value: quantile(micros, 0.9), unit: 'µs/event' },
    {
      name: 'real pipelines, slowest',
      value: micros.at(-1) ?? Number.NaN,
      unit: 'µs/event',
      target: { atMost: 100 },
      note: slowest.map((cost) => `${cost.name} ${cost.micros.toFixed(1)}`).join(', '),
    },
    { name: 'all pipelines as one set', value: measureSet(workloads, environment), unit: 'µs/event' },
    { name: 'a log that none of them is for', value: measureSet(workloads, environment, 'none'), unit: 'µs/event' },
    { name: 'ingestion of their samples', value: ingestion, unit: 'µs/event' },
  ];
}

/** Log pipelines: grok rules alone, and what an event costs in each of the real pipelines. */
export const bench: Bench = { name: 'logs', run: async () => [...(await grok.run()), ...pipelineRows()] };

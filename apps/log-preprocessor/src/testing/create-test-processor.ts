import {
  compilePipelines,
  createIntlZones,
  type EventTimePolicy,
  type ExecutionCursor,
  type LogProgram,
} from '@dogwatch/logs';
import { createBatchProcessor, type ProcessBatch } from '../process/process-batch.js';
import { type RunBounded, runBounded } from '../process/watchdog.js';

/** A processor of batches with what it told. */
export interface TestProcessor {
  readonly process: ProcessBatch;
  readonly program: LogProgram;
  /** `reason place` of each log that went on as it came, `reason kept` of each outside of the window. */
  readonly told: string[];
  /** Puts logs through, and parses what comes out. */
  readonly through: (...logs: readonly unknown[]) => Promise<readonly unknown[]>;
}

/** How a test processor differs. */
export interface TestProcessorOptions {
  readonly pipelines?: readonly object[];
  readonly eventTimePolicy?: EventTimePolicy;
  readonly maxLogMillis?: number;
  readonly runBounded?: RunBounded;
  readonly receivedAtMillis?: number;
}

/** Makes a processor without a service around it. */
export function createTestProcessor(options: TestProcessorOptions = {}): TestProcessor {
  const {
    pipelines = [],
    eventTimePolicy = 'accept',
    maxLogMillis = 20,
    receivedAtMillis = 1_700_000_000_000,
  } = options;
  const cursor: ExecutionCursor = { at: undefined };
  const environment = { nowMillis: () => receivedAtMillis, zoneOffsetMillis: createIntlZones() };
  const { program, problems } = compilePipelines(pipelines, { environment, cursor });
  if (program === undefined) throw new Error(JSON.stringify(problems));
  const told: string[] = [];
  const process = createBatchProcessor({
    program: () => program,
    environment,
    cursor,
    runBounded: options.runBounded ?? runBounded,
    eventTimePolicy,
    maxLogMillis,
    onUnprocessed: ({ reason, place }) => told.push(`${reason} ${place}`),
    onOutsideWindow: (reason, isKept) => told.push(`${reason} ${isKept}`),
  });
  return {
    process,
    program,
    told,
    async through(...logs) {
      const done = await process(JSON.stringify({ receivedAtMillis, defaults: { ddtags: 'env:test' }, logs }));
      if (!done.ok) throw new Error(done.message);
      return done.logs.map(({ json }): unknown => JSON.parse(json));
    },
  };
}

/** A pipeline of these processors, for every log. */
export function pipelineOf(...processors: readonly object[]): object {
  const enabled = processors.map((processor) => ({ is_enabled: true, ...processor }));
  return { name: 'test', is_enabled: true, filter: { query: '*' }, processors: enabled };
}

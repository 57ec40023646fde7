import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import {
  compileStepwise,
  type ExecutionCursor,
  type LogProgram,
  type LogsEnvironment,
  type PipelineProblem,
} from '@dogwatch/logs';
import type { Logger } from '@dogwatch/telemetry';
import type { PipelineSet, ReadPipelineSet } from './pipeline-set.js';

/** A pipeline as it is loaded now. */
export interface LoadedPipeline {
  readonly name: string;
  readonly source: string;
  readonly isEnabled: boolean;
}

/** Something wrong or doubtful in the set that was read last. */
export interface SetProblem extends PipelineProblem {
  /** Name and source of the pipeline it is in; `''` for what concerns all. */
  readonly pipeline: string;
}

/** What is known of the pipelines. */
export interface PipelinesState {
  readonly loaded: readonly LoadedPipeline[];
  /** When the set that works now was loaded; undefined before the first. */
  readonly loadedAtMillis: number | undefined;
  /** Why the set that was read last is not the one that works. */
  readonly refusal: string | undefined;
  readonly problems: readonly SetProblem[];
}

/** The pipelines of now. */
export interface FollowedPipelines {
  /** Resolved once there is a first good set. */
  readonly firstLoaded: Promise<void>;
  /** The last good set; undefined before the first. */
  program(): LogProgram | undefined;
  state(): PipelinesState;
  /** Reads now; resolves when that set works or is refused. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

/** How to follow pipelines. */
export interface FollowOptions {
  readonly read: ReadPipelineSet;
  /** Used where the set itself has none. */
  readonly preprocessing: unknown;
  readonly environment: LogsEnvironment;
  /** Called with pipelines before they are compiled. */
  readonly prepare: (pipelines: PipelineSet) => void;
  readonly cursor: ExecutionCursor;
  readonly pollMillis: number;
  readonly nowMillis: () => number;
  readonly log: Logger;
  /** Told of each set that was read and differs from the one before. */
  readonly onRead: (isLoaded: boolean) => void;
}

/** Follows pipelines: a set that compiles takes over between two batches, one that does not is told and changes nothing. */
export function followPipelines(options: FollowOptions): FollowedPipelines {
  const stopping = new AbortController();
  const reader = createReader(options, stopping.signal);
  let reading: Promise<void> | undefined;
  const refresh = (): Promise<void> => {
    reading ??= reader.readOnce().finally(() => (reading = undefined));
    return reading;
  };
  const run = async (): Promise<void> => {
    const { signal } = stopping;
    while (!signal.aborted) {
      await refresh();
      await delay(options.pollMillis, undefined, { signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    firstLoaded: reader.firstLoaded,
    program: () => reader.program,
    state: () => reader.state,
    refresh,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

interface Reader {
  readonly firstLoaded: Promise<void>;
  program: LogProgram | undefined;
  state: PipelinesState;
  readOnce(): Promise<void>;
}

function createReader(options: FollowOptions, signal: AbortSignal): Reader {
  const { read, log, nowMillis, onRead } = options;
  let lastText: string | undefined;
  const { promise: firstLoaded, resolve: tellLoaded } = Promise.withResolvers<void>();
  const reader: Reader = {
    firstLoaded,
    program: undefined,
    state: { loaded: [], loadedAtMillis: undefined, refusal: undefined, problems: [] },
    async readOnce() {
      const result = await read(signal);
      if (signal.aborted) return;
      const text = JSON.stringify(result);
      if (text === lastText) return;
      lastText = text;
      if (result.ok) await load(result.set);
      else refuse(result.message, []);
    },
  };
  const refuse = (message: string, problems: readonly SetProblem[]): void => {
    reader.state = { ...reader.state, refusal: message, problems };
    const rest = reader.program === undefined ? 'there is none to go on with' : 'the last good ones stay';
    log.error({ reason: 'PipelinesRefused', problems }, `The pipelines are not used, ${rest}: ${message}`);
    onRead(false);
  };
  const load = async (set: PipelineSet): Promise<void> => {
    options.prepare(set);
    const { program, problems } = await compileSet(set, options);
    if (signal.aborted) return;
    if (program === undefined) return refuse(describeErrors(problems), problems);
    reader.program = program;
    const loaded = set.pipelines.map(toLoaded);
    reader.state = { loaded, loadedAtMillis: nowMillis(), refusal: undefined, problems };
    log.info({ pipelines: loaded.length, warnings: problems.length }, `Pipelines in use now: ${loaded.length}.`);
    onRead(true);
    tellLoaded();
  };
  return reader;
}

/** Logs are processed meanwhile, with the set before. */
async function compileSet(
  set: PipelineSet,
  { environment, cursor, preprocessing }: FollowOptions,
): Promise<{ program: LogProgram | undefined; problems: readonly SetProblem[] }> {
  const steps = compileStepwise(
    set.pipelines.map(({ pipeline }) => pipeline),
    { environment, cursor, preprocessing: set.preprocessing ?? preprocessing },
  );
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) await turn();
  const compiled = step.value;
  const problems = compiled.problems.map((problem) => ({ ...problem, pipeline: pipelineOf(problem.path, set) }));
  return { program: compiled.program, problems };
}

function pipelineOf(path: string, { pipelines }: PipelineSet): string {
  const index = /^pipelines\[(\d+)\]/.exec(path)?.[1];
  const sourced = index === undefined ? undefined : pipelines[Number(index)];
  if (sourced === undefined) return '';
  return `${toLoaded(sourced).name} (${sourced.source})`;
}

const errorsShown = 5;

function describeErrors(problems: readonly SetProblem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const shown = errors
    .slice(0, errorsShown)
    .map(({ pipeline, path, message }) => `${pipeline === '' ? '' : `${pipeline}: `}${path}: ${message}`);
  const more = errors.length > errorsShown ? `; and ${errors.length - errorsShown} more` : '';
  return `${shown.join('; ')}${more}`;
}

function toLoaded({ source, pipeline }: PipelineSet['pipelines'][number]): LoadedPipeline {
  const fields: Readonly<Record<string, unknown>> =
    typeof pipeline === 'object' && pipeline !== null ? { ...pipeline } : {};
  const { name, is_enabled: isEnabled } = fields;
  return { name: typeof name === 'string' ? name : 'without a name', source, isEnabled: isEnabled === true };
}

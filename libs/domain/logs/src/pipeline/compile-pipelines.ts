import { z } from 'zod';
import type { ExecutionCursor, LogsEnvironment } from '../environment.js';
import { createPreprocessor } from '../preprocess/create-preprocessor.js';
import { parsePreprocessing } from '../preprocess/preprocessing.js';
import { printConfigField, printConfigIssue } from '../print-config-issue.js';
import type { CompileContext, NestedOptions, PipelineProblem, RunProcessor } from '../processor.js';
import { processors } from '../processors/index.js';
import { createLogProgram, type LogProgram } from './log-program.js';
import { type RootStep, runBySource } from './run-by-source.js';
import { runSteps, type Step } from './step.js';

/** What pipelines are compiled with. */
export interface CompileOptions {
  readonly environment: LogsEnvironment;
  /** Is told which rule is at work; leave it out when nobody watches. */
  readonly cursor?: ExecutionCursor;
  /** The lists of source attributes of reserved attributes, in the shape of `Preprocessing`; Datadog's where a name is absent. */
  readonly preprocessing?: unknown;
}

/** A program and what is doubtful about it, or, without one, what is wrong. */
export interface CompiledPipelines {
  /** `undefined` when at least one problem is an error. */
  readonly program: LogProgram | undefined;
  readonly problems: readonly PipelineProblem[];
}

/** Pipelines inside pipelines, array-maps included, that are still compiled; Datadog allows one inside another. */
const maxDepth = 10;
const maxDatadogDepth = 1;

/** Characters that Datadog allows the lookup tables of all processors together. */
const maxLookupLength = 100_000;

const byType = new Map(processors.map((processor) => [processor.type, processor]));

const base = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  is_enabled: z.boolean().optional(),
});

const withQuery = z.object({ filter: z.object({ query: z.string() }) });

interface Compilation extends Required<Pick<CompileOptions, 'environment' | 'cursor'>> {
  readonly problems: PipelineProblem[];
  readonly steps: Map<string, Step>;
  /** Characters of all lookup tables. */
  lookupLength: number;
}

interface Place extends NestedOptions {
  readonly path: string;
  /** 0 for the pipelines of the set. */
  readonly depth: number;
}

/**
 * Compiles pipelines in the shape of Datadog's Logs Pipelines API, in order. Every problem is told with its place; one error
 * refuses the whole set, as what the other pipelines make of a log may rest on the broken one.
 */
export function compilePipelines(pipelines: readonly unknown[], options: CompileOptions): CompiledPipelines {
  const steps = compileStepwise(pipelines, options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** Does the same and pauses after each pipeline: many take a second, in which whoever compiles may have others to look after. */
export function* compileStepwise(
  pipelines: readonly unknown[],
  options: CompileOptions,
): Generator<void, CompiledPipelines, void> {
  const { environment, cursor = { at: undefined } } = options;
  const compilation: Compilation = { environment, cursor, problems: [], steps: new Map(), lookupLength: 0 };
  const { problems, steps } = compilation;
  const preprocessing = parsePreprocessing(options.preprocessing ?? {});
  problems.push(...preprocessing.problems);
  const roots: RootStep[] = [];
  for (const [index, pipeline] of pipelines.entries()) {
    const step = compileStep(asPipeline(pipeline), { path: `pipelines[${index}]`, depth: 0 }, compilation);
    roots.push({ step, query: queryOf(pipeline) });
    yield;
  }
  if (compilation.lookupLength > maxLookupLength) problems.push(lookupProblem(compilation.lookupLength));
  if (problems.some(({ severity }) => severity === 'error')) return { program: undefined, problems };
  const preprocess = createPreprocessor(preprocessing.value, environment);
  return { program: createLogProgram({ preprocess, run: runBySource(roots), steps }), problems };
}

/** The API answers pipelines with their type and takes them without. */
function asPipeline(pipeline: unknown): unknown {
  return typeof pipeline === 'object' && pipeline !== null ? { type: 'pipeline', ...pipeline } : pipeline;
}

function queryOf(pipeline: unknown): string | undefined {
  const parsed = withQuery.safeParse(pipeline);
  return parsed.success ? parsed.data.filter.query : undefined;
}

const doNothing: RunProcessor = () => 'Disabled';

function compileStep(input: unknown, place: Place, compilation: Compilation): Step {
  const { path } = place;
  const context = contextOf(place, compilation);
  const parsed = base.safeParse(input, { reportInput: true });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const field = printConfigField(issue.path);
      context.report({ severity: 'error', reason: 'InvalidConfig', field, message: printConfigIssue(issue) });
    }
    return { name: path, type: 'unknown', path, isEnabled: false, run: doNothing };
  }
  const { type, name = type, is_enabled: isEnabled = place.enabledByDefault === true, ...config } = parsed.data;
  if (parsed.data.is_enabled === undefined && place.enabledByDefault !== true) reportNotEnabled(context);
  const step: Step = { name, type, path, isEnabled, run: compileType(type, config, place, context) };
  compilation.lookupLength += lookupLengthOf(config);
  compilation.steps.set(path, step);
  return step;
}

function compileType(type: string, config: unknown, place: Place, context: CompileContext): RunProcessor {
  const processor = byType.get(type);
  if (!processor || (place.depth === 0 && type !== 'pipeline')) {
    const known = place.depth === 0 ? 'pipeline' : [...byType.keys()].join(', ');
    const message = `there is no processor ${JSON.stringify(type)} here; known are: ${known}`;
    context.report({ severity: 'error', reason: 'UnknownProcessor', field: '.type', message });
    return doNothing;
  }
  if (type === 'pipeline' && place.depth > maxDatadogDepth) reportDepth(context);
  return processor.compile(config, context);
}

function contextOf(place: Place, compilation: Compilation): CompileContext {
  const { path, depth } = place;
  const { environment, cursor, problems } = compilation;
  const report: CompileContext['report'] = ({ severity, reason, field, message }) =>
    void problems.push({ severity, reason, path: path + field, message });
  return {
    environment,
    cursor,
    path,
    report,
    compileNested: (nested, field, options = {}) => {
      if (depth >= maxDepth) {
        const message = `pipelines are nested deeper than ${maxDepth} levels`;
        report({ severity: 'error', reason: 'NestedTooDeep', field, message });
        return doNothing;
      }
      const steps = nested.map((input, index) =>
        compileStep(input, { ...options, path: `${path}${field}[${index}]`, depth: depth + 1 }, compilation),
      );
      return runSteps(steps);
    },
  };
}

function reportDepth({ report }: CompileContext): void {
  const message = 'Datadog refuses pipelines inside nested pipelines; they run here';
  report({ severity: 'warning', reason: 'NestedTooDeep', field: '', message });
}

function reportNotEnabled({ report }: CompileContext): void {
  const message = 'is_enabled is not set and its default is false: nothing runs here; set it to true';
  report({ severity: 'warning', reason: 'NotEnabled', field: '.is_enabled', message });
}

function lookupLengthOf({ lookup_table: table }: Readonly<Record<string, unknown>>): number {
  return Array.isArray(table) ? table.reduce((sum: number, row) => sum + String(row).length, 0) : 0;
}

function lookupProblem(length: number): PipelineProblem {
  const message = `the lookup tables hold ${length} characters together; Datadog allows ${maxLookupLength}`;
  return { severity: 'warning', reason: 'AboveLimit', path: 'pipelines', message };
}

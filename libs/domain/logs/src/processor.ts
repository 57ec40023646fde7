import { z } from 'zod';
import type { ExecutionCursor, LogsEnvironment } from './environment.js';
import type { Attributes, Log } from './log.js';
import { findUnknownFields } from './pipeline/unknown-fields.js';
import { printConfigField, printConfigIssue } from './print-config-issue.js';
import type { LogOutcome } from './reasons.js';

/** Something wrong or doubtful in a pipeline, found while it is compiled. */
export interface PipelineProblem {
  readonly severity: 'error' | 'warning';
  /** CamelCase, one of `pipelineProblems`. */
  readonly reason: string;
  /** Where: `pipelines[0].processors[3].categories[1].filter.query`. */
  readonly path: string;
  /** What is wrong, the value, and what would be right. */
  readonly message: string;
}

/** A problem as a processor tells it: without the place of the processor. */
export interface FieldProblem extends Omit<PipelineProblem, 'path'> {
  /** Below the processor: `''`, or a path that starts with `.` or `[`. */
  readonly field: string;
}

/** Takes the details of a step while a log is explained; absent in normal work, so that explaining costs nothing then. */
export interface StepNotes {
  /** One fact for whoever asks why: which rule matched, how far the nearest one got, which source was used. */
  note(text: string): void;
  /** Starts a step of a nested processor; its notes follow until `leave`. */
  enter(step: StepName, log: Log): void;
  leave(outcome: LogOutcome, log: Log): void;
}

/** How a step is told of. */
export interface StepName {
  readonly name: string;
  readonly type: string;
  /** `pipelines[0].processors[3]`. */
  readonly path: string;
}

/** Changes a log in place and says what it did, as a constant: no allocation for a log that it does not change. Never throws. */
export type RunProcessor = (log: Log, notes?: StepNotes) => LogOutcome;

/** What a processor can use while it is compiled. */
export interface CompileContext {
  readonly environment: LogsEnvironment;
  readonly cursor: ExecutionCursor;
  /** The place of this processor: `pipelines[0].processors[3]`. */
  readonly path: string;
  /** Tells a problem of this processor. An error makes the whole set refused. */
  readonly report: (problem: FieldProblem) => void;
  /**
   * Compiles nested processors, in order, into one function. Those that are not enabled are left out; `enabledByDefault` is for
   * places where Datadog knows no `is_enabled`.
   */
  readonly compileNested: (processors: readonly unknown[], field: string, options?: NestedOptions) => RunProcessor;
}

/** How nested processors are compiled. */
export interface NestedOptions {
  readonly enabledByDefault?: boolean;
}

/** One example: documentation and test at once. Attributes and fields that `log` does not name are not set. */
export interface ProcessorExample<Config> {
  /** What it shows, as a sentence. */
  readonly title: string;
  readonly config: Config;
  readonly log: Partial<Log> & { readonly attributes?: Attributes };
  readonly expected: Partial<Log> & { readonly attributes?: Attributes };
}

/** Everything about one type of processor, as its file states it. */
export interface ProcessorDefinition<Schema extends z.ZodType> {
  /** The type string of Datadog's Logs Pipelines API. */
  readonly type: string;
  /** One sentence. */
  readonly summary: string;
  /** The fields of the API beside `type`, `name` and `is_enabled`. */
  readonly config: Schema;
  readonly examples: readonly ProcessorExample<z.input<Schema>>[];
  /** Makes the function that runs. What is wrong goes to `context.report`; after an error the result is never called. */
  compile(config: z.output<Schema>, context: CompileContext): RunProcessor;
}

/** A processor of the registry: the same for all types. */
export interface Processor {
  readonly type: string;
  readonly summary: string;
  readonly config: z.ZodType;
  readonly examples: readonly ProcessorExample<unknown>[];
  /** Checks the configuration (reporting each problem with its field) and compiles it. */
  compile(config: unknown, context: CompileContext): RunProcessor;
}

const doNothing: RunProcessor = () => 'InvalidValue';

/** Makes a registry entry of a definition. A file in `processors/` exports one, and `processors/index.ts` lists it. */
export function defineProcessor<Schema extends z.ZodType>(definition: ProcessorDefinition<Schema>): Processor {
  const { type, summary, config: schema, examples } = definition;
  const compile = (config: unknown, context: CompileContext): RunProcessor => {
    const parsed = schema.safeParse(config, { reportInput: true });
    if (parsed.success) {
      reportUnknownFields(config, parsed.data, context);
      return definition.compile(parsed.data, context);
    }
    // a name that is misspelt explains one that is missing
    if (schema instanceof z.ZodObject) reportUnknownFields(config, namesOf(schema), context);
    for (const issue of parsed.error.issues) {
      const field = printConfigField(issue.path);
      context.report({ severity: 'error', reason: 'InvalidConfig', field, message: printConfigIssue(issue) });
    }
    return doNothing;
  };
  return { type, summary, config: schema, examples, compile };
}

/** An object with the names of a schema's fields. */
function namesOf({ shape }: z.ZodObject): Readonly<Record<string, undefined>> {
  return Object.fromEntries(Object.keys(shape).map((name) => [name, undefined]));
}

function reportUnknownFields(config: unknown, parsed: unknown, { report }: CompileContext): void {
  for (const field of findUnknownFields(config, parsed)) {
    report({ severity: 'warning', reason: 'UnknownField', field, message: 'there is no such field; it has no effect' });
  }
}

import { z } from 'zod';
import { refuse, succeed, type Outcome } from '../outcome.js';

/** Which calls a failure meets, and for how long; without any of these, every call until it is removed. */
const limits = {
  /** Chosen by the simulator when absent. */
  id: z.string().min(1).optional(),
  /** Only calls whose query (or whole path, for other APIs) or body contains this text. */
  matching: z.string().optional(),
  /** Only calls of this method, in capitals. */
  method: z
    .string()
    .regex(/^[A-Z]+$/)
    .optional(),
  /** Only calls whose path begins so. */
  path: z.string().optional(),
  /** Ends after so many calls. */
  times: z.int().positive().optional(),
  /** Ends after so many seconds of the simulator's clock. */
  forSeconds: z.number().positive().optional(),
};

/** Failures of the connection or the gateway: they happen before keys and query are looked at. */
const edgeFailures = [
  z.strictObject({ mode: z.literal('rateLimited'), resetSeconds: z.number().min(0).optional(), ...limits }),
  z.strictObject({ mode: z.literal('serverError'), status: z.int().min(500).max(599).optional(), ...limits }),
  z.strictObject({
    mode: z.literal('refuse'),
    status: z.int().min(400).max(499),
    /** Only calls with a larger body, decompressed. */
    overBytes: z.int().min(0).optional(),
    retryAfterSeconds: z.number().min(0).optional(),
    ...limits,
  }),
  z.strictObject({ mode: z.literal('slow'), delayMillis: z.number().min(0).max(600_000), ...limits }),
  z.strictObject({ mode: z.literal('hang'), ...limits }),
  z.strictObject({ mode: z.literal('reset'), ...limits }),
  z.strictObject({ mode: z.literal('garbage'), ...limits }),
  z.strictObject({ mode: z.literal('empty'), ...limits }),
  z.strictObject({ mode: z.literal('html'), status: z.int().min(200).max(599).optional(), ...limits }),
  z.strictObject({ mode: z.literal('huge'), bytes: z.int().min(100).optional(), ...limits }),
] as const;

/** Failures after the call took effect: its answer is lost. */
const lossFailure = z.strictObject({
  mode: z.literal('lostAnswer'),
  /** What the client sees; a broken connection by default. */
  ending: z.enum(['gatewayTimeout', 'hang', 'reset']).optional(),
  ...limits,
});

/** Failures of the answer to a metric query. */
const answerFailures = [
  z.strictObject({ mode: z.literal('poison'), message: z.string().optional(), ...limits }),
  z.strictObject({ mode: z.literal('statusError'), message: z.string().optional(), ...limits }),
  z.strictObject({ mode: z.literal('wrongIndex'), index: z.int().optional(), ...limits }),
  z.strictObject({ mode: z.literal('missingIndex'), ...limits }),
  z.strictObject({ mode: z.literal('duplicateSeries'), ...limits }),
  z.strictObject({ mode: z.literal('noSeries'), ...limits }),
  z.strictObject({ mode: z.literal('onlyNulls'), ...limits }),
  z.strictObject({ mode: z.literal('delayedPoints'), seconds: z.number().positive(), ...limits }),
  z.strictObject({ mode: z.literal('rawValues'), text: z.string().min(1), ...limits }),
  z.strictObject({ mode: z.literal('unknownUnits'), ...limits }),
] as const;

const failureSchema = z.discriminatedUnion('mode', [...edgeFailures, lossFailure, ...answerFailures]);

/** How the simulator misbehaves; the README says what each mode does. */
export type Failure = z.infer<typeof failureSchema>;

/** Failures before the query is looked at. */
export type EdgeFailure = z.infer<(typeof edgeFailures)[number]>;

/** A failure after the call took effect. */
export type LossFailure = z.infer<typeof lossFailure>;

/** Failures of the answer to a metric query. */
export type AnswerFailure = z.infer<(typeof answerFailures)[number]>;

const edgeModes: ReadonlySet<string> = new Set(edgeFailures.map(({ shape }) => shape.mode.value));

/** Whether a failure happens before the query is looked at. */
export function isEdgeFailure(failure: Failure): failure is EdgeFailure {
  return edgeModes.has(failure.mode);
}

/** Whether a failure loses the answer after the call took effect. */
export function isLossFailure(failure: Failure): failure is LossFailure {
  return failure.mode === 'lostAnswer';
}

/** Whether a failure spoils the answer to a metric query. */
export function isAnswerFailure(failure: Failure): failure is AnswerFailure {
  return !isEdgeFailure(failure) && !isLossFailure(failure);
}

/** Reads one failure; a refusal names the field and what would be right. */
export function parseFailure(json: unknown): Outcome<Failure> {
  const parsed = failureSchema.safeParse(json);
  return parsed.success ? succeed(parsed.data) : refuse('BadDefinition', z.prettifyError(parsed.error));
}

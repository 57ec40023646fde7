import { z } from 'zod';
import { defineSubject } from './subject.js';

/** Request to every replica of an app: why is this object as it is? */
export const explainRequest = z.object({
  kind: z.enum(['metric', 'hpa', 'pod', 'pipelines', 'monitor', 'query', 'trigger']),
  /** For a `query`, the organization whose keys it is asked with. */
  namespace: z.string(),
  /** For a `query`, its text. */
  name: z.string(),
  /** A pod to decide about instead of one that is there; `name` may be empty then. */
  object: z.record(z.string(), z.unknown()).optional(),
  /** Labels of the namespace for `object`, instead of those it has. */
  namespaceLabels: z.record(z.string(), z.string()).optional(),
});
export type ExplainRequest = z.infer<typeof explainRequest>;

/** One link of the chain from cause to effect. */
export const explainStep = z.object({
  /** What the step is about: `query`, `references`, `batch`, `answer`, `point`, `value`, `served`, ... */
  subject: z.string(),
  state: z.enum(['ok', 'info', 'warning', 'failed']),
  /** One plain sentence. */
  text: z.string(),
  /** `NAMESPACE/NAME` of the DatadogMetric that an autoscaler's metric stands for; ask for it to hear more. */
  metric: z.string().optional(),
  /** The query that a trigger stands for; ask for it to hear more. */
  wanted: z.object({ org: z.string(), query: z.string() }).optional(),
  /** CamelCase reason when the state is `warning` or `failed`. */
  reason: z.string().optional(),
  /** What to do about it. */
  advice: z.string().optional(),
});
export type ExplainStep = z.infer<typeof explainStep>;

/** One replica's answer. `known` is false when it has never heard of the object. */
export const explainAnswer = z.object({
  app: z.string(),
  /** Pod name or host of the replica. */
  instance: z.string(),
  known: z.boolean(),
  steps: z.array(explainStep),
});
export type ExplainAnswer = z.infer<typeof explainAnswer>;

/** Subject of `explainRequest`; every replica answers with `explainAnswer`. */
export const explainSubject = defineSubject<'app'>('v1.explain.{app}.get');

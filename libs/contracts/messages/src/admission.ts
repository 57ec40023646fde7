import { z } from 'zod';
import { defineSubject } from './subject.js';

/** What one rule decided about a pod. */
export const admissionStep = z.object({
  /** The rule, such as `switch`, `agent_env` or `python`. */
  rule: z.string(),
  state: z.enum(['applied', 'skipped', 'failed']),
  /** CamelCase reason. */
  reason: z.string(),
  /** One plain sentence. */
  message: z.string(),
});
export type AdmissionStep = z.infer<typeof admissionStep>;

/** What was decided about one pod that was being created. */
export const admissionDecision = z.object({
  atMillis: z.number(),
  namespace: z.string(),
  /** The pod's name; before it has one, its generateName, which ends in a hyphen. */
  pod: z.string(),
  /** `Kind/name` of its first owner. */
  owner: z.string().optional(),
  /** The mutation, by the id of its webhook: `agent_config`, `standard_tags`, `lib_injection`. */
  mutation: z.string(),
  outcome: z.enum(['mutated', 'unchanged', 'failed']),
  dryRun: z.boolean(),
  steps: z.array(admissionStep),
});
export type AdmissionDecision = z.infer<typeof admissionDecision>;

/** Decisions about pods of one namespace, in the order they were made. */
export const admissionDecisionsMade = z.object({
  /** Pod name or host of the replica. */
  instance: z.string(),
  decisions: z.array(admissionDecision),
  /** Decisions before these that were not published, because there were too many at once. */
  omitted: z.number(),
});
export type AdmissionDecisionsMade = z.infer<typeof admissionDecisionsMade>;

/** Subject of `admissionDecisionsMade`; nobody is waited for. */
export const admissionDecisionsMadeSubject = defineSubject<'namespace'>('v1.admission.decision.made.{namespace}');

/** Request to the leader: which running pods lack what they should have? */
export const admissionRescanRequest = z.object({
  /** Only pods of this namespace. */
  namespace: z.string().optional(),
});
export type AdmissionRescanRequest = z.infer<typeof admissionRescanRequest>;

/** A running pod that would be changed if it were created now. */
export const unmutatedPod = z.object({
  namespace: z.string(),
  name: z.string(),
  /** One sentence for each thing it lacks. */
  missing: z.array(z.string()),
});
export type UnmutatedPod = z.infer<typeof unmutatedPod>;

/** What a look at the running pods found. */
export const admissionRescan = z.object({
  atMillis: z.number(),
  /** Pods that were looked at. */
  checked: z.number(),
  /** Pods that lack something; of these, `pods` names at most 200. */
  missing: z.number(),
  pods: z.array(unmutatedPod),
});
export type AdmissionRescan = z.infer<typeof admissionRescan>;

/** Subject of `admissionRescanRequest`; the leader answers with `admissionRescan`. */
export const admissionRescanSubject = defineSubject('v1.admission.rescan.get');

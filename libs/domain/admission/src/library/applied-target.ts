import { decide } from '../decision.js';
import { literal, putAnnotations } from '../edit-pod.js';
import { done, type Stage, tellAdded } from './job.js';

const decider = decide('lib_injection', 'applied-target');

/** Writes down the target that decided, for the tracers and for whoever reads the pod. */
export const noteAppliedTarget: Stage = (pod, job) => {
  const { target } = job.selection;
  if (target === undefined) return done(pod);
  const variables = [literal('DD_INSTRUMENTATION_APPLIED_TARGET', target.json)];
  const { pod: told, decisions } = tellAdded(pod, job, variables, { decider, because: `the target "${target.name}"` });
  return done(putAnnotations(told, { 'internal.apm.datadoghq.com/applied-target': target.json }), ...decisions);
};

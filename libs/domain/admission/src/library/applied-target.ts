import { literal, putAnnotations } from '../edit-pod.js';
import { addEverywhere, type Stage, unchanged } from './job.js';

/** Writes down the target that decided, for the tracers and for whoever reads the pod. */
export const noteAppliedTarget: Stage = (pod, job) => {
  const json = job.selection.target?.json;
  if (json === undefined) return unchanged(pod);
  const changed = addEverywhere(pod, job, [literal('DD_INSTRUMENTATION_APPLIED_TARGET', json)]);
  return unchanged(putAnnotations(changed, { 'internal.apm.datadoghq.com/applied-target': json }));
};

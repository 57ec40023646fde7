import { literal, addVariables } from '../edit-pod.js';
import { editApplications, type Stage, unchanged } from './job.js';

/** Tells the tracers which languages were detected, where detection knows the pod. */
export const tellDetectedLanguages: Stage = (pod, job) => {
  const detected = job.context.detectedLanguages ?? [];
  if (detected.length === 0) return unchanged(pod);
  const variables = [
    literal('DD_INSTRUMENTATION_LANGUAGE_DETECTION_INJECTION_ENABLED', String(job.selection.autoDetected)),
    literal('DD_INSTRUMENTATION_LANGUAGES_DETECTED', detected.join(',')),
  ];
  return unchanged(editApplications(pod, job, (container) => addVariables(container, variables)));
};

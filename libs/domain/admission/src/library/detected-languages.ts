import { decide } from '../decision.js';
import { addVariables, literal } from '../edit-pod.js';
import { done, editApplications, type Stage } from './job.js';

const decider = decide('lib_injection', 'detected-languages');

/** Tells the tracers which languages were detected, where detection knows the pod. */
export const tellDetectedLanguages: Stage = (pod, job) => {
  const detected = job.context.detectedLanguages ?? [];
  if (detected.length === 0) return done(pod);
  const variables = [
    literal('DD_INSTRUMENTATION_LANGUAGE_DETECTION_INJECTION_ENABLED', String(job.selection.autoDetected)),
    literal('DD_INSTRUMENTATION_LANGUAGES_DETECTED', detected.join(',')),
  ];
  const changed = editApplications(pod, job, (container) => addVariables(container, variables));
  return done(changed, decider.applied('Injected', `the detected languages are ${detected.join(', ')}`));
};

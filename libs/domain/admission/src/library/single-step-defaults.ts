import { decide } from '../decision.js';
import { literal } from '../edit-pod.js';
import { done, type Stage, tellAdded } from './job.js';

const decider = decide('lib_injection', 'single-step-defaults');

const defaults = [
  'DD_RUNTIME_METRICS_ENABLED',
  'DD_TRACE_HEALTH_METRICS_ENABLED',
  'DD_LOGS_INJECTION',
  'DD_TRACE_ENABLED',
].map((name) => literal(name, 'true'));

/** Turns on what single-step instrumentation turns on. */
export const setSingleStepDefaults: Stage = (pod, job) =>
  job.selection.singleStep
    ? tellAdded(pod, job, defaults, { decider, because: 'on with single-step instrumentation' })
    : done(pod);

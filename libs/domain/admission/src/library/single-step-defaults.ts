import { literal } from '../edit-pod.js';
import { addEverywhere, type Stage, unchanged } from './job.js';

const defaults = [
  'DD_RUNTIME_METRICS_ENABLED',
  'DD_TRACE_HEALTH_METRICS_ENABLED',
  'DD_LOGS_INJECTION',
  'DD_TRACE_ENABLED',
].map((name) => literal(name, 'true'));

/** Turns on what single-step instrumentation turns on. */
export const setSingleStepDefaults: Stage = (pod, job) =>
  unchanged(job.selection.singleStep ? addEverywhere(pod, job, defaults) : pod);

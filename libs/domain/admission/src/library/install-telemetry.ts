import { decide } from '../decision.js';
import { literal } from '../edit-pod.js';
import { done, type Stage, tellAdded } from './job.js';

const decider = decide('lib_injection', 'install-telemetry');

/** Tells the tracers who installed them, with the injector and with single-step instrumentation. */
export const setInstallTelemetry: Stage = (pod, job) => {
  const { plan, selection } = job;
  if (plan.version === 'v1' && !selection.singleStep) return done(pod);
  const { installTime, installId } = plan.options;
  const variables = [
    literal('DD_INSTRUMENTATION_INSTALL_TYPE', selection.singleStep ? 'k8s_single_step' : 'k8s_lib_injection'),
    literal('DD_INSTRUMENTATION_INSTALL_ID', installId),
    literal('DD_INSTRUMENTATION_INSTALL_TIME', installTime ?? String(plan.environment.startTimeSeconds)),
  ];
  return tellAdded(pod, job, variables, { decider, because: 'who installed the tracers' });
};

import { literal } from '../edit-pod.js';
import { addEverywhere, type Stage, unchanged } from './job.js';

/** Tells the tracers who installed them, with the injector and with single-step instrumentation. */
export const setInstallTelemetry: Stage = (pod, job) => {
  const { plan, selection } = job;
  if (plan.version === 'v1' && !selection.singleStep) return unchanged(pod);
  const { installTime, installId } = plan.options;
  return unchanged(
    addEverywhere(pod, job, [
      literal('DD_INSTRUMENTATION_INSTALL_TYPE', selection.singleStep ? 'k8s_single_step' : 'k8s_lib_injection'),
      literal('DD_INSTRUMENTATION_INSTALL_ID', installId),
      literal('DD_INSTRUMENTATION_INSTALL_TIME', installTime ?? String(plan.environment.startTimeSeconds)),
    ]),
  );
};

import { decide } from '../decision.js';
import { literal } from '../edit-pod.js';
import { done, type Stage, tellAdded } from './job.js';

const decider = decide('lib_injection', 'product-switches');

/** Turns security products and the profiler on or off where the options say so; an unset option leaves it to the tracer. */
export const setProductSwitches: Stage = (pod, job) => {
  const { appsecEnabled, iastEnabled, appsecScaEnabled, profilingEnabled } = job.plan.options;
  const switches = [
    ['DD_PROFILING_ENABLED', profilingEnabled],
    ['DD_APPSEC_SCA_ENABLED', appsecScaEnabled],
    ['DD_IAST_ENABLED', iastEnabled],
    ['DD_APPSEC_ENABLED', appsecEnabled],
  ] as const;
  const variables = switches.flatMap(([name, value]) => (value === undefined ? [] : [literal(name, String(value))]));
  return variables.length === 0 ? done(pod) : tellAdded(pod, job, variables, { decider, because: 'as configured' });
};

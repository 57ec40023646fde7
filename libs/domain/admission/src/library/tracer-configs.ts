import { decide, type Decision } from '../decision.js';
import { isJsonList, parseJson } from '../json.js';
import { annotationOf, type Pod } from '../pod.js';
import { addEverywhere, type Stage, done } from './job.js';
import { isTracerVariable, toTracerConfig } from './parse-tracer-configs.js';
import type { TracerConfig } from './target.js';

const annotation = 'admission.datadoghq.com/apm-inject.tracer-configs';
const decider = decide('lib_injection', 'tracer-configs');

/** Hands the settings of the pod's annotation and of the target to the tracers. */
export const setTracerConfigs: Stage = (pod, job) => {
  const own = readAnnotation(pod);
  const configs = [...own.configs, ...(job.selection.target?.tracerConfigs ?? [])];
  if (configs.length === 0) return done(pod, ...own.decisions);
  const distinct = configs.filter(({ name }, index) => configs.findIndex((other) => other.name === name) === index);
  const changed = addEverywhere(pod, job, distinct.toReversed());
  const names = distinct.map(({ name }) => name).join(', ');
  return { pod: changed, decisions: [...own.decisions, decider.applied('Injected', `${names} as tracer configs`)] };
};

function readAnnotation(pod: Pod): { configs: readonly TracerConfig[]; decisions: readonly Decision[] } {
  const text = annotationOf(pod, annotation);
  if (text === undefined) return { configs: [], decisions: [] };
  const json = parseJson(text);
  if (!json.ok || !isJsonList(json.value)) return { configs: [], decisions: [bad('is no JSON list')] };
  const configs = json.value.flatMap((item) => toTracerConfig(item) ?? []);
  const accepted = configs.filter(({ name }) => isTracerVariable(name));
  const decisions =
    accepted.length === json.value.length ? [] : [bad('has items that are no variables beginning with DD_ or OTEL_')];
  return { configs: accepted, decisions };
}

function bad(what: string): Decision {
  return decider.warned('BadAnnotation', `the annotation ${annotation} ${what}; what cannot be read is ignored`);
}

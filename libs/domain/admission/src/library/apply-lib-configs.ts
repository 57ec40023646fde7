import { decide } from '../decision.js';
import { addVariables, editAllContainers } from '../edit-pod.js';
import { annotationOf, type Pod } from '../pod.js';
import type { InjectionJob, Stage } from './job.js';
import { languages } from './languages/registry.js';
import { parseLibConfig } from './lib-config.js';
import { annotationPrefix } from './read-annotations.js';

const decider = decide('lib_injection', 'lib-config');

/** Applies the annotations `<language>-lib.config.v1` of the injected languages, then `all-lib.config.v1`. What is set first stays. */
export const applyLibConfigs: Stage = (pod, job) => {
  const injected = new Set(job.selection.libraries.map(({ language }) => language.name));
  const prefixes = languages.filter(({ name }) => injected.has(name)).map(({ annotation }) => annotation);
  let current = pod;
  const decisions = [];
  const problems: string[] = [];
  for (const prefix of [...prefixes, 'all-lib']) {
    const name = `${annotationPrefix}${prefix}.config.v1`;
    const text = annotationOf(pod, name);
    const parsed = text === undefined ? undefined : parseLibConfig(text);
    if (parsed?.ok === false) {
      const message = `the annotation ${name} ${parsed.message} and is ignored`;
      problems.push(message);
      decisions.push(decider.warned(parsed.reason, message));
    } else if (parsed !== undefined) {
      current = apply(current, job, parsed.variables);
      decisions.push(decider.applied('Injected', `settings of the annotation ${name}`));
    }
  }
  return { pod: current, decisions, problems };
};

/** Every container gets the settings, foreign ones too; each goes before those set earlier. */
function apply(pod: Pod, { scope }: InjectionJob, variables: Parameters<typeof addVariables>[1]): Pod {
  const reversed = variables.toReversed();
  return editAllContainers(pod, (container, list) =>
    scope === undefined || (list === 'containers' && scope.has(container.name))
      ? addVariables(container, reversed)
      : container,
  );
}

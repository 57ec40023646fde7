import type { AdmissionOptions } from '../options/admission-options.js';
import { printTarget } from './parse-targets.js';
import type { Target } from './target.js';

/** The targets as configured, or the one that the simpler options stand for: every namespace or some, all libraries or some. */
export function planTargets(options: AdmissionOptions): readonly Target[] {
  const { targets, enabledNamespaces, libVersions } = options;
  if (targets.length > 0) return targets;
  const namespaceSelector = enabledNamespaces.length > 0 ? { names: enabledNamespaces } : undefined;
  const json = printTarget({
    name: 'default',
    ...(namespaceSelector && { namespaceSelector: { matchNames: enabledNamespaces } }),
    ...(libVersions.size > 0 && { ddTraceVersions: Object.fromEntries(libVersions) }),
  });
  return [
    {
      name: 'default',
      ...(namespaceSelector && { namespaceSelector }),
      versions: libVersions,
      tracerConfigs: [],
      json,
    },
  ];
}

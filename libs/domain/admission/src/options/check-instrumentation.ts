import { findLanguage, languageNames } from '../library/languages/registry.js';
import type { AdmissionOptions } from './admission-options.js';
import type { OptionProblem } from './parse-admission-options.js';

/** The options with what contradicts itself or is unknown taken out, and the problems found. */
export interface CheckedInstrumentation {
  readonly options: AdmissionOptions;
  readonly errors: readonly OptionProblem[];
  readonly warnings: readonly OptionProblem[];
}

/** Checks what single variables cannot know: options that exclude each other, and languages nobody knows. */
export function checkInstrumentation(options: AdmissionOptions): CheckedInstrumentation {
  const unknown = [...options.libVersions.keys()].filter((language) => findLanguage(language) === undefined);
  const libVersions = new Map([...options.libVersions].filter(([language]) => !unknown.includes(language)));
  return {
    options: { ...options, libVersions },
    errors: contradictions(options).map((message) => problem(message)),
    warnings: unknown.map((language) => ({
      env: 'DD_APM_INSTRUMENTATION_LIB_VERSIONS',
      reason: 'UnknownLanguage',
      message: `DD_APM_INSTRUMENTATION_LIB_VERSIONS names "${language}"; it is left out, the languages are ${languageNames.join(', ')}.`,
    })),
  };
}

function contradictions(options: AdmissionOptions): readonly string[] {
  const { enabledNamespaces, disabledNamespaces, targets, libVersions } = options;
  const rules: readonly (readonly [boolean, string])[] = [
    [
      enabledNamespaces.length > 0 && disabledNamespaces.length > 0,
      'DD_APM_INSTRUMENTATION_ENABLED_NAMESPACES and DD_APM_INSTRUMENTATION_DISABLED_NAMESPACES exclude each other; keep one of them.',
    ],
    [
      enabledNamespaces.length > 0 && targets.length > 0,
      'DD_APM_INSTRUMENTATION_ENABLED_NAMESPACES and DD_APM_INSTRUMENTATION_TARGETS exclude each other; use the namespaceSelector of a target.',
    ],
    [
      libVersions.size > 0 && targets.length > 0,
      'DD_APM_INSTRUMENTATION_LIB_VERSIONS and DD_APM_INSTRUMENTATION_TARGETS exclude each other; use the ddTraceVersions of a target.',
    ],
  ];
  return rules.flatMap(([broken, message]) => (broken ? [message] : []));
}

function problem(message: string): OptionProblem {
  return { env: message.split(' ', 1)[0] ?? '', reason: 'InvalidTarget', message, disables: 'lib_injection' };
}

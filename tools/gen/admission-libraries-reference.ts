import { type Delivery, deliveries, type Language, languages } from '@dogwatch/admission';
import type { GeneratedFile } from './generated-file.ts';

const prefix = 'admission.datadoghq.com/';

function languageRow({ name, annotation, image, defaultVersion, environment = [], doc }: Language): string {
  const variables = environment.map((edit) => `\`${edit.name}\``).join(', ') || 'injector only';
  return `| ${name} | \`${prefix}${annotation}.version\` | \`${image}\` | ${defaultVersion} | ${variables} | ${doc} |`;
}

function deliveryRow({ mode, minimum, kubernetesMinor, doc }: Delivery): string {
  const needs = minimum === undefined ? '' : `${minimum.cpu} CPU, ${minimum.memory} memory`;
  const version = kubernetesMinor === undefined ? '' : `1.${kubernetesMinor}`;
  return `| \`${mode}\` | ${needs} | ${version} | ${doc} |`;
}

/** The page of tracing libraries: every language and every delivery, from their own files. */
export function generateAdmissionLibrariesReference(): readonly GeneratedFile[] {
  const text = [
    '# Tracing libraries',
    'What library injection knows. Generated from the code by `npm run gen`; do not edit.',
    '## Languages',
    `Ask for a library with the annotation of its language on a pod that is labelled \`${prefix}enabled: "true"\`; the value is a tag, or \`default\`. \`.custom-image\` in the place of \`.version\` names a whole image, \`.config.v1\` holds settings of the tracer as JSON, and \`${prefix}<container>.<language>-lib.version\` is for one container.`,
    [
      '| language | annotation | image | default version | variables without the injector | |',
      '|---|---|---|---|---|---|',
      ...languages.map(languageRow),
    ].join('\n'),
    '## Deliveries',
    `\`environment\` is what \`DD_APM_INSTRUMENTATION_VERSION=v1\` does; the others belong to \`v2\` and are chosen by \`DD_APM_INSTRUMENTATION_INJECTION_MODE\` or the annotation \`${prefix}apm-inject.injection-mode\`.`,
    [
      '| mode | the pod must have at least | Kubernetes | |',
      '|---|---|---|---|',
      ...deliveries.map(deliveryRow),
      '',
    ].join('\n'),
  ].join('\n\n');
  return [{ path: 'docs/reference/admission-libraries.md', text }];
}

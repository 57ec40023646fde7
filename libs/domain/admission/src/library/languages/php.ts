import type { Language } from './language.js';

/** PHP: an extension that only the injector can load. */
export const php = {
  name: 'php',
  annotation: 'php-lib',
  image: 'dd-lib-php-init',
  defaultVersion: 'v1',
  directory: 'php',
  doc: 'Loaded by the injector only (v2).',
} as const satisfies Language;

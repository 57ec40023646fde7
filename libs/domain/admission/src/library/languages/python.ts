import type { Language } from './language.js';

/** Python: a site customization that is found first. */
export const python = {
  name: 'python',
  annotation: 'python-lib',
  image: 'dd-lib-python-init',
  defaultVersion: 'v4',
  directory: 'python',
  environment: [{ name: 'PYTHONPATH', value: '/datadog-lib/', present: 'prepend', separator: ':' }],
  doc: 'Puts a directory with a sitecustomize module before PYTHONPATH.',
} as const satisfies Language;

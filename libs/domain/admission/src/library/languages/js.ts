import type { Language } from './language.js';

/** JavaScript and TypeScript on Node.js: a module that is required first. */
export const js = {
  name: 'js',
  annotation: 'js-lib',
  image: 'dd-lib-js-init',
  defaultVersion: 'v5',
  directory: 'js',
  environment: [
    {
      name: 'NODE_OPTIONS',
      value: ' --require=/datadog-lib/node_modules/dd-trace/init',
      present: 'append',
      separator: '',
    },
  ],
  doc: 'Adds a module to NODE_OPTIONS.',
} as const satisfies Language;

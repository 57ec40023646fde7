import type { Language } from './language.js';

/** Ruby: a file that is required first. */
export const ruby = {
  name: 'ruby',
  annotation: 'ruby-lib',
  image: 'dd-lib-ruby-init',
  defaultVersion: 'v2',
  directory: 'ruby',
  environment: [{ name: 'RUBYOPT', value: ' -r/datadog-lib/auto_inject', present: 'append', separator: '' }],
  doc: 'Adds a file to RUBYOPT.',
} as const satisfies Language;

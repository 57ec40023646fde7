import { z } from 'zod';
import { parsePath, writePath } from '../path.js';
import { defineProcessor } from '../processor.js';
import { reportSyntax } from '../report-syntax.js';
import { compileTemplate } from '../template/compile-template.js';

const config = z.object({
  template: z
    .union([z.string(), z.number().transform(String)])
    .describe('Text with blocks such as `%{http.method}`; YAML may make a number of it.'),
  target: z.string().min(1).describe('Is replaced.'),
  is_replace_missing: z.boolean().default(false).describe('A block without a value is empty.'),
});

/** Builds a text. */
export const processor = defineProcessor({
  type: 'string-builder-processor',
  summary:
    'Writes a text made of a template, at most 256 characters. Its blocks name attributes or reserved attributes; arrays are joined by commas. When a block has no value, or an object, nothing is written.',
  config,
  examples: [
    {
      title: 'Attributes, an array, and the service of the log.',
      config: { template: '%{service} %{http.method} %{ports}', target: 'title' },
      log: { service: 'web', attributes: { http: { method: 'GET' }, ports: [80, 443] } },
      expected: { service: 'web', attributes: { http: { method: 'GET' }, ports: [80, 443], title: 'web GET 80,443' } },
    },
    {
      title: 'Nothing is written when a block has no value.',
      config: { template: 'user %{usr.id}', target: 'title' },
      log: { attributes: { usr: { name: 'ana' } } },
      expected: { attributes: { usr: { name: 'ana' } } },
    },
    {
      title: 'Unless it may be empty.',
      config: { template: 'user %{usr.id}', target: 'title', is_replace_missing: true },
      log: { attributes: { usr: { name: 'ana' } } },
      expected: { attributes: { usr: { name: 'ana' }, title: 'user ' } },
    },
  ],
  compile: ({ template: text, target: name, is_replace_missing: isReplaceMissing }, context) => {
    const target = parsePath(name);
    const template = compileTemplate(text, { isReplaceMissing });
    if (!template.ok) {
      reportSyntax(template, { text, field: '.template' }, context);
      return () => 'InvalidValue';
    }
    const build = template.value;
    return (log) => {
      const result = build(log);
      if (result === undefined) return 'NoSource';
      writePath(log.attributes, target, result);
      return 'Applied';
    };
  },
});

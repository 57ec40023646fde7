import { z } from 'zod';
import { compileExpression } from '../expression/compile-expression.js';
import { parsePath, writePath } from '../path.js';
import { defineProcessor } from '../processor.js';
import { reportSyntax } from '../report-syntax.js';

const config = z.object({
  expression: z
    .string()
    .min(1)
    .describe('Attributes, numbers, `+ - * / ( )`. A minus between two attributes needs blanks around it.'),
  target: z.string().min(1).describe('Is replaced.'),
  is_replace_missing: z.boolean().default(false).describe('An attribute that is missing counts as 0.'),
});

/** Calculates. */
export const processor = defineProcessor({
  type: 'arithmetic-processor',
  summary:
    'Writes the result of an arithmetic expression on attributes, rounded to 9 decimals. When an attribute is missing, or neither a number nor the text of one, nothing is written, and neither after a division by zero.',
  config,
  examples: [
    {
      title: 'A minus inside a name is part of it.',
      config: { expression: '(end-time - start-time) / 1000', target: 'seconds' },
      log: { attributes: { 'start-time': 1500, 'end-time': '4000' } },
      expected: { attributes: { 'start-time': 1500, 'end-time': '4000', seconds: 2.5 } },
    },
    {
      title: 'Nothing is written when an attribute is missing.',
      config: { expression: 'sent + received', target: 'bytes' },
      log: { attributes: { sent: 10 } },
      expected: { attributes: { sent: 10 } },
    },
    {
      title: 'Unless it counts as 0.',
      config: { expression: 'sent + received', target: 'bytes', is_replace_missing: true },
      log: { attributes: { sent: 10 } },
      expected: { attributes: { sent: 10, bytes: 10 } },
    },
  ],
  compile: ({ expression: text, target: name, is_replace_missing: isReplaceMissing }, context) => {
    const target = parsePath(name);
    const expression = compileExpression(text, { isReplaceMissing });
    if (!expression.ok) {
      reportSyntax(expression, { text, field: '.expression' }, context);
      return () => 'InvalidValue';
    }
    const calculate = expression.value;
    return (log) => {
      const result = calculate(log);
      if (result === undefined) return 'NoSource';
      if (!Number.isFinite(result)) return 'InvalidValue';
      writePath(log.attributes, target, result);
      return 'Applied';
    };
  },
});

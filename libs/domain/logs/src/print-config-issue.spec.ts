import { expect, it } from 'vitest';
import { z } from 'zod';
import { printConfigField, printConfigIssue } from './print-config-issue.js';

/** What is said of an input, a line each. */
function tell(schema: z.ZodType, input: unknown): readonly string[] {
  const { error } = schema.safeParse(input, { reportInput: true });
  return (error?.issues ?? []).map((issue) => `${printConfigField(issue.path)} ${printConfigIssue(issue)}`);
}

it.each<[string, z.ZodType, unknown, readonly string[]]>([
  ['what is missing', z.object({ a: z.string() }), {}, ['.a is missing; it must be a text']],
  ['a wrong type', z.array(z.object({ a: z.int() })), [{ a: 1.5 }], ['[0].a must be a whole number; it is 1.5']],
  ['no object', z.object({}), null, [' must be an object; it is null']],
  ['another word', z.enum(['a', 'b']), 'c', [' must be "a" or "b"; it is "c"']],
  ['alternatives', z.union([z.string(), z.boolean()]), 7n, [' must be a text or true or false; it is "7"']],
  ['what is empty', z.array(z.string()).min(1), [], [' must be not empty; it is []']],
  ['what is too small', z.number().min(3), 2, [' must be 3 or more; it is 2']],
  [
    'what is too large, in the words of the schema',
    z.number().max(3, 'must be 3 or less'),
    4,
    [' must be 3 or less; it is 4'],
  ],
  ['a rule of the schema', z.string().refine(() => false, 'must rhyme'), 'a', [' must rhyme; it is "a"']],
  ['a field that is not known', z.strictObject({ a: z.string() }), { a: '', b: 1 }, [' has no field "b"']],
  [
    'the kind of an object',
    z.discriminatedUnion('type', [z.object({ type: z.literal('x') }), z.object({ type: z.literal('y') })]),
    { type: 'z' },
    ['.type must be "x" or "y"; it is "z"'],
  ],
])('tells %s', (_, schema, input, lines) => {
  expect(tell(schema, input)).toEqual(lines);
});

it('cuts long values', () => {
  expect(tell(z.number(), 'x'.repeat(1000))[0]).toHaveLength(' must be a number; it is '.length + 83);
});

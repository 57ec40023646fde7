import type { AttributeValue } from '../../log.js';
import { type GrokArgument, type GrokResult, isGrokCall } from '../argument.js';
import type { ApplyFilter, FilterContext, GrokFilter } from '../filter.js';
import { readControls, refuseArguments, toTexts } from '../filter-arguments.js';

const usage = 'array([brackets = "[]",] [separator = ",",] [filter])';

interface ArraySyntax {
  readonly open: string;
  readonly close: string;
  readonly separator: string;
  readonly isTrimmed: boolean;
  readonly apply: ApplyFilter | undefined;
}

/** Lists. */
export const array: GrokFilter = {
  name: 'array',
  summary:
    'Splits a list into an array. Brackets around it need not be there. Without brackets as an argument the blanks around elements are taken off. ' +
    'Empty elements are left out; with a filter every element keeps its place, and those that the filter drops are null.',
  usage,
  examples: [
    { filter: 'array', input: '[a, b,, c]', output: ['a', 'b', 'c'] },
    { filter: 'array(";", integer)', input: '1;2', output: [1, 2] },
    { filter: 'array("{}", ",")', input: '{a, b}', output: ['a', ' b'] },
    { filter: String.raw`array("", "\\n")`, input: 'a\nb', output: ['a', 'b'] },
    { filter: 'array(",", nullIf("-"))', input: 'a,-,b', output: ['a', null, 'b'] },
    { filter: 'array', input: '[]' },
  ],
  compile(args, context) {
    const syntax = compileSyntax(args, context);
    if (!syntax.ok) return syntax;
    return { ok: true, value: (value) => (typeof value === 'string' ? split(value, syntax.value) : undefined) };
  },
};

function compileSyntax(args: readonly GrokArgument[], context: FilterContext): GrokResult<ArraySyntax> {
  const last = args.at(-1);
  const call = isGrokCall(last) ? last : undefined;
  const texts = toTexts(call === undefined ? args : args.slice(0, -1));
  const split = texts && readTexts(texts);
  if (split === undefined) return refuseArguments(usage, args);
  if (call === undefined) return { ok: true, value: { ...split, apply: undefined } };
  const apply = context.compileFilter(call.name, call.args);
  return apply.ok ? { ok: true, value: { ...split, apply: apply.value } } : apply;
}

function readTexts(texts: readonly string[]): Omit<ArraySyntax, 'apply'> | undefined {
  const [brackets = '', separator = ''] = texts.length === 2 ? texts : ['[]', texts[0] ?? ','];
  if (texts.length > 2 || separator === '' || brackets.length % 2 !== 0) return undefined;
  const half = brackets.length / 2;
  return {
    open: brackets.slice(0, half),
    close: brackets.slice(half),
    separator: readControls(separator),
    isTrimmed: texts.length < 2,
  };
}

function split(text: string, syntax: ArraySyntax): AttributeValue[] | undefined {
  const inside = withoutBrackets(text, syntax);
  if (inside.trim() === '') return undefined;
  const { isTrimmed, apply } = syntax;
  const elements: AttributeValue[] = [];
  for (const part of inside.split(syntax.separator)) {
    const element = isTrimmed ? part.trim() : part;
    if (apply !== undefined) elements.push(apply(element) ?? null);
    else if (element !== '') elements.push(element);
  }
  return elements.length > 0 ? elements : undefined;
}

function withoutBrackets(text: string, { open, close }: ArraySyntax): string {
  const isBracketed = text.length >= open.length + close.length && text.startsWith(open) && text.endsWith(close);
  return isBracketed ? text.slice(open.length, text.length - close.length) : text;
}

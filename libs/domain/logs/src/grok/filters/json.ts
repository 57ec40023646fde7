import { normalizeAttributes } from '../../ingest.js';
import { parseLenientJson } from '../../json.js';
import type { AttributeValue } from '../../log.js';
import type { GrokFilter } from '../filter.js';
import { withoutArguments } from '../filter-arguments.js';

const usage = 'json';

/** JSON. */
export const json: GrokFilter = {
  name: 'json',
  summary:
    'Reads JSON, whose strings may hold raw line ends. As in ingested logs, nulls and what is empty are left out and keys with dots become objects.',
  usage,
  examples: [
    { filter: 'json', input: '{"a": 1, "b.c": "x", "d": null, "e": []}', output: { a: 1, b: { c: 'x' } } },
    { filter: 'json', input: '{"id": 9007199254740993}', output: { id: 9007199254740993n } },
    { filter: 'json', input: '["x", {"y": 1}]', output: ['x', { y: 1 }] },
    { filter: 'json', input: '{"text": "two\nlines"}', output: { text: 'two\nlines' } },
    { filter: 'json', input: '{"cut": ' },
  ],
  compile: (args) =>
    withoutArguments(usage, args, (value) => (typeof value === 'string' ? readJson(value) : undefined)),
};

function readJson(text: string): AttributeValue | undefined {
  const parsed = parseLenientJson(text);
  // null and what is empty vanish with the object around them
  return parsed.ok ? (normalizeAttributes({ value: parsed.value })['value'] ?? emptied(parsed.value)) : undefined;
}

/** An empty object still says that the text was JSON. */
function emptied(value: AttributeValue): AttributeValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? {} : undefined;
}

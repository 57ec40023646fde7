import { describeFields, type FieldDescription, type Processor, processors } from '@dogwatch/logs';
import type { GeneratedFile } from './generated-file.ts';
import { printCompactJson } from './print-compact-json.ts';

type Example = Processor['examples'][number];

function toRow({ name, of, value, default: fallback, isRequired, doc }: FieldDescription): string {
  const where = of === '' ? '' : ` (${of})`;
  const otherwise = isRequired ? 'required' : fallback === undefined ? '' : `\`${JSON.stringify(fallback)}\``;
  return `| \`${name}\`${where} | ${value} | ${otherwise} | ${doc} |`.replaceAll('  ', ' ');
}

function toFields(processor: Processor): string {
  const rows = describeFields(processor).map(toRow);
  return ['| field | value | default | |', '|---|---|---|---|', ...rows].join('\n');
}

function toExample(type: string, { title, config, log, expected }: Example): string {
  const processor = Object.assign({ type, is_enabled: true }, config);
  const block = [
    printCompactJson(processor),
    '// before',
    printCompactJson(log),
    '// after',
    printCompactJson(expected),
  ];
  return [title, ['```jsonc', ...block, '```'].join('\n')].join('\n\n');
}

function toSection(processor: Processor): string {
  const { type, summary, examples } = processor;
  return [`## ${type}`, summary, toFields(processor), ...examples.map((example) => toExample(type, example))].join(
    '\n\n',
  );
}

/** The page of log processors: what each does, its fields and its examples, from the files of the processors. */
export function generateLogProcessorsReference(): readonly GeneratedFile[] {
  const intro = [
    'Every processor of a log pipeline, in the shape of Datadog\'s Logs Pipelines API. Beside the fields below each has `type`, `name` and `is_enabled`, whose default is **false**: a processor that does not say `"is_enabled": true` does nothing. The examples run as tests. Generated from the code by `npm run gen`; do not edit.',
    'Paths of attributes are dotted (`http.url_details.host`); over an array of objects a path gives the array of what they hold there, and a number takes one element. What a log of an example does not name is not set.',
  ];
  const text = ['# Log processors', ...intro, ...processors.map(toSection), ''].join('\n\n');
  return [{ path: 'docs/reference/log-processors.md', text }];
}

import { type FilterExample, filterExamples } from '@dogwatch/logs';
import type { GeneratedFile } from './generated-file.ts';
import { printJsonLine } from './print-compact-json.ts';

type Example = FilterExample['matches'][number];

const intro = `The queries that filters of pipelines and rules of categories are written in: Datadog's search syntax for logs. The examples run as tests. Generated from the code by \`npm run gen\`; do not edit.

What a log is matched with is its state at that moment: a nested pipeline sees what processors before it have done. A query that cannot be read is refused with the place in it.`;

function toRow({ query, meaning, matches, others }: FilterExample): string {
  return `| ${toCode(query)} | ${escapeCell(meaning)} | ${toLogs(matches)} | ${toLogs(others)} |`;
}

function toLogs(logs: readonly Example[]): string {
  if (logs.length === 0) return 'nothing';
  return logs.map((log) => (Object.keys(log).length === 0 ? 'an empty log' : toCode(printLog(log)))).join(', ');
}

/** Attributes as a log states them, with a mark for what is reserved. */
function printLog({ attributes, ...reserved }: Example): string {
  const parts = [
    ...(attributes === undefined ? [] : [printJsonLine(attributes)]),
    ...Object.entries(reserved).map(([name, value]) => `${name}: ${printJsonLine(value)}`),
  ];
  return parts.join(' ');
}

function toCode(text: string): string {
  return `\`${escapeCell(text)}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}

/** The page of the search syntax: every form with logs that match and logs that do not. */
export function generateLogSearchReference(): readonly GeneratedFile[] {
  const sections = Object.entries(filterExamples).flatMap(([title, examples]) => [
    `## ${title}`,
    ['| query | asks for | matches | does not match |', '|---|---|---|---|', ...examples.map(toRow)].join('\n'),
  ]);
  return [{ path: 'docs/reference/log-search.md', text: ['# Log search', intro, ...sections, ''].join('\n\n') }];
}

import { type GrokFilter, grokFilters, type GrokMatcher, grokMatchers } from '@dogwatch/logs';
import type { GeneratedFile } from './generated-file.ts';
import { printJsonLine } from './print-compact-json.ts';

/** Code inside a table: no cell may end at a `|` of its own, nor a line at a line end of its own. */
function toCode(text: string): string {
  const escaped = text.replaceAll('|', '\\|').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  const fence = escaped.includes('`') ? '``' : '`';
  return escaped === '' ? '(empty)' : `${fence}${escaped}${fence}`;
}

function toTable(head: string, rows: readonly string[]): string {
  const columns = head.split('|').length - 2;
  return [head, `|${'---|'.repeat(columns)}`, ...rows].join('\n');
}

function toMatcher({ name, aliases = [], summary, usage, examples }: GrokMatcher): string {
  const rows = examples.map(({ rule, text, attributes }) => {
    const result = attributes === undefined ? 'no match' : toCode(printJsonLine(attributes));
    return `| ${toCode(rule)} | ${toCode(text)} | ${result} |`;
  });
  const alias = aliases.length === 0 ? '' : ` Also called ${aliases.map((other) => `\`${other}\``).join(', ')}.`;
  return [`### ${name}`, `\`%{${usage}}\` ${summary}${alias}`, toTable('| rule | text | attributes |', rows)].join(
    '\n\n',
  );
}

function toFilter({ name, summary, usage, examples }: GrokFilter): string {
  const rows = examples.map(({ filter, input, output }) => {
    const result = output === undefined ? 'nothing: the attribute is dropped' : toCode(printJsonLine(output));
    return `| ${toCode(filter)} | ${toCode(printJsonLine(input))} | ${result} |`;
  });
  return [`### ${name}`, `\`${usage}\` ${summary}`, toTable('| filter | value | becomes |', rows)].join('\n\n');
}

const intro = `What the rules of a \`grok-parser\` are made of. The examples run as tests. Generated from the code by \`npm run gen\`; do not edit.

A rule stands on a line of its own: its name, a blank, its pattern. Empty lines and lines that begin with \`#\` do not count. Rules are tried from the top, and the first that matches the whole text, without the blanks around it, gives the attributes.

\`\`\`
access.line %{ip:network.client.ip} %{word:http.method} %{notSpace:http.url} %{integer:http.status_code}
\`\`\`

| in a pattern | is |
|---|---|
| \`%{matcher}\` | what the matcher allows, not kept |
| \`%{matcher:path}\` | what it allows, kept as the attribute \`path\` |
| \`%{matcher:path:filter}\` | kept as what the filter makes of it |
| \`%{matcher::filter}\` | kept too: an object that the filter makes gives its members |
| \`%{rule}\` | the pattern of a support rule, or of a match rule above |
| anything else | a regular expression in the dialect of Java, where \`.\` is any character, line ends too |

An attribute that is found twice becomes an array; one that is empty is not kept.`;

/** The page of the grok language: every matcher and filter with its examples, from their own files. */
export function generateGrokReference(): readonly GeneratedFile[] {
  const text = [
    '# Grok',
    intro,
    '## Matchers',
    ...grokMatchers.map(toMatcher),
    '## Filters',
    ...grokFilters.map(toFilter),
    '',
  ].join('\n\n');
  return [{ path: 'docs/reference/grok.md', text }];
}

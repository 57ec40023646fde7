import { crds, toStructuralSchema } from '@dogwatch/crds';
import type { CrdDefinition, JsonSchema } from '@dogwatch/crds';
import type { GeneratedFile } from './generated-file.ts';

interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
}

function toRows(node: SchemaNode, path: string): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const isList = child.type === 'array';
    const here = `${path}.${name}${isList ? '[]' : ''}`;
    const required = node.required?.includes(name) === true ? 'yes' : '';
    const values = child.enum === undefined ? (child.type ?? 'any') : child.enum.map(String).join(' \\| ');
    const row = `| \`${here}\` | ${values} | ${required} | ${child.description ?? ''} |`;
    return [row, ...toRows(isList ? (child.items ?? {}) : child, here)];
  });
}

function toTable(schema: JsonSchema, path: string): string {
  return ['| field | type | required | meaning |', '|---|---|---|---|', ...toRows(schema, path)].join('\n');
}

function toPage(crd: CrdDefinition): string {
  return [
    `# ${crd.kind} (${crd.group}/${crd.version})`,
    'Generated from its schema by `npm run gen`; do not edit.',
    crd.description,
    '## spec',
    toTable(toStructuralSchema(crd.spec), 'spec'),
    '## status',
    toTable(toStructuralSchema(crd.status), 'status'),
    '## Columns',
    [
      '| column | from |',
      '|---|---|',
      ...crd.columns.map(({ name, jsonPath }) => `| ${name.toUpperCase()} | \`${jsonPath}\` |`),
    ].join('\n'),
    '',
  ].join('\n\n');
}

/** One reference page per custom resource: every field with its type and meaning. */
export function generateCrdReference(): readonly GeneratedFile[] {
  return crds.map((crd) => ({ path: `docs/reference/crds/${crd.kind.toLowerCase()}.md`, text: toPage(crd) }));
}

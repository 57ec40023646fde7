import { checkName, edit, toCamelCase, toPascalCase, writeNew } from './scaffold.ts';
import type { Scaffold } from './scaffold.ts';

const folder = 'libs/contracts/crds/src';

function toSource(name: string): string {
  const kind = toPascalCase(name);
  return `import { z } from 'zod';
import { defineCrd } from './define-crd.js';
import type { ObjectMeta } from './object-meta.js';

const spec = z.object({}).describe('What is wanted.');

const status = z.object({}).describe('What is.');

/** ${kind}, \`datadoghq.com/v1alpha1\`. */
export const ${toCamelCase(name)}Crd = defineCrd({
  group: 'datadoghq.com',
  version: 'v1alpha1',
  kind: '${kind}',
  plural: '${name.replaceAll('-', '')}s',
  singular: '${name.replaceAll('-', '')}',
  description: '${kind}.',
  spec,
  status,
  columns: [],
});

/** A ${kind} as the API server holds it. */
export interface ${kind} {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly spec?: z.infer<typeof spec>;
  readonly status?: z.infer<typeof status>;
}
`;
}

function addToRegistry(text: string, name: string): string {
  const constant = `${toCamelCase(name)}Crd`;
  const imported = `import { ${constant} } from './${name}.js';`;
  const lines = text.split('\n');
  const imports = [...lines.filter((line) => line.startsWith('import {')), imported].sort();
  const rest = lines.filter((line) => !line.startsWith('import {')).join('\n');
  const entries = /= \[(?<entries>[^\]]*)\]/.exec(rest)?.groups?.['entries'] ?? '';
  const constants = [...entries.split(',').map((entry) => entry.trim()), constant].filter(Boolean).sort();
  return `${imports.join('\n')}\n${rest.replace(`= [${entries}]`, `= [${constants.join(', ')}]`)}`;
}

/** A custom resource: its schema file and its registry line. */
export const crdScaffold: Scaffold = {
  kind: 'crd',
  usage: 'crd NAME',
  summary: 'a custom resource (libs/contracts/crds/src/NAME.ts)',
  create: ([given]) => {
    const name = checkName(given);
    writeNew(`${folder}/${name}.ts`, toSource(name));
    edit(`${folder}/registry.ts`, (text) => addToRegistry(text, name));
    edit(
      `${folder}/index.ts`,
      (text) =>
        `${text}export { ${toCamelCase(name)}Crd } from './${name}.js';\nexport type { ${toPascalCase(name)} } from './${name}.js';\n`,
    );
    return `describe its fields in ${folder}/${name}.ts, then run npm run gen`;
  },
};

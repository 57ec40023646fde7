import { checkName, edit, toCamelCase, UsageError, writeNew } from './scaffold.ts';
import type { Scaffold } from './scaffold.ts';

const layers = ['contracts', 'domain', 'adapters'];

function toManifest(layer: string, name: string): string {
  const folder = `libs/${layer}/${name}`;
  const manifest = {
    name: `@dogwatch/${name}`,
    version: '0.0.0',
    private: true,
    license: 'Apache-2.0',
    type: 'module',
    exports: {
      '.': { '@dogwatch/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    },
    scripts: { build: 'tsc -b', test: `vitest run --root ../../.. ${folder}/src`, lint: 'oxlint --type-aware .' },
    dependencies: {},
    nx: { tags: [`layer:${layer}`] },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function toTsconfig(layer: string): string {
  const pure = layer === 'adapters' ? {} : { compilerOptions: { erasableSyntaxOnly: true, types: [] } };
  const config = {
    extends: '../../../tsconfig.base.json',
    ...pure,
    include: ['src/**/*.ts'],
    exclude: ['src/**/*.spec.ts'],
  };
  // short lists stand on one line, as the formatter wants them
  const text = JSON.stringify(config, null, 2).replace(/\[\s+(?<only>"[^"]*")\s+\]/g, '[$<only>]');
  return `${text}\n`;
}

function toSource(name: string): string {
  return `/** Replace this by the first function of the library, and say what it promises. */
export function ${toCamelCase(name)}(): string {
  return '${name}';
}
`;
}

function addReference(text: string, path: string): string {
  const config: { files: string[]; references: { path: string }[] } = JSON.parse(text);
  const references = [...config.references, { path }].sort((a, b) => (a.path < b.path ? -1 : 1));
  return `${JSON.stringify({ ...config, references }, null, 2)}\n`;
}

/** A library in one of the layers. */
export const libScaffold: Scaffold = {
  kind: 'lib',
  usage: `lib ${layers.join('|')} NAME`,
  summary: 'a library (libs/LAYER/NAME)',
  create: ([layer = '', given]) => {
    if (!layers.includes(layer)) throw new UsageError(`a layer is one of ${layers.join(', ')}; got "${layer}"`);
    const name = checkName(given);
    const folder = `libs/${layer}/${name}`;
    writeNew(`${folder}/package.json`, toManifest(layer, name));
    writeNew(`${folder}/tsconfig.json`, toTsconfig(layer));
    writeNew(`${folder}/src/${name}.ts`, toSource(name));
    writeNew(`${folder}/src/index.ts`, `export { ${toCamelCase(name)} } from './${name}.js';\n`);
    edit('tsconfig.json', (text) => addReference(text, folder));
    return `npm install, replace the function in ${folder}/src/${name}.ts, then npm run verify`;
  },
};

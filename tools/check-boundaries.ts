// Module boundaries of the workspace: layers, declared dependencies, tsconfig references, cycles.
//   node tools/check-boundaries.ts [ROOT]    exit 1 and one line per violation
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Manifest {
  readonly name: string;
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
}

interface Project {
  readonly manifest: Manifest;
  readonly folder: string;
  readonly layer: string;
  readonly dependsOn: readonly string[];
}

/** Layer to the layers it may depend on. */
const mayDependOn: Readonly<Record<string, readonly string[]>> = {
  'layer:contracts': ['layer:contracts'],
  'layer:domain': ['layer:domain', 'layer:contracts'],
  'layer:adapters': ['layer:domain', 'layer:contracts'],
  'layer:app': ['layer:adapters', 'layer:domain', 'layer:contracts'],
  'layer:tools': ['layer:tools', 'layer:app', 'layer:adapters', 'layer:domain', 'layer:contracts'],
};

/** The only dependencies between adapters. Every adapter may use telemetry (logger, tracer, registry). */
const adapterMayDependOn: Readonly<Record<string, readonly string[]>> = {
  '@dogwatch/service': ['@dogwatch/telemetry', '@dogwatch/nats'],
  '@dogwatch/testing': [
    '@dogwatch/datadog',
    '@dogwatch/kube',
    '@dogwatch/nats',
    '@dogwatch/service',
    '@dogwatch/telemetry',
  ],
};

/** Packages that only some projects may import. */
const reserved: readonly { readonly prefix: string; readonly allowed: (project: Project) => boolean }[] = [
  {
    prefix: '@nestjs/',
    allowed: ({ layer, manifest }) =>
      layer === 'layer:app' || manifest.name === '@dogwatch/nats' || manifest.name === '@dogwatch/service',
  },
  { prefix: 'node:', allowed: ({ layer }) => layer !== 'layer:domain' && layer !== 'layer:contracts' },
];

const importPattern = /(?<!['"`])(?:\bfrom\s+|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g;
const testOnly = /\.(spec|bench|story)\.ts$|\/testing\//;

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function readProjects(root: string): Map<string, Project> {
  const manifests = (readManifest(join(root, 'package.json')).workspaces ?? [])
    .flatMap((workspace) => globSync(join(root, workspace, 'package.json')))
    .map((file) => ({ manifest: readManifest(file), folder: dirname(file) }));
  const names = new Set(manifests.map(({ manifest }) => manifest.name));
  return new Map(
    manifests.map(({ manifest, folder }) => [
      manifest.name,
      {
        manifest,
        folder,
        layer: manifest.nx?.tags?.find((tag) => tag.startsWith('layer:')) ?? '',
        dependsOn: Object.keys(declared(manifest)).filter((name) => names.has(name)),
      },
    ]),
  );
}

function declared(manifest: Manifest): Readonly<Record<string, string>> {
  return { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
}

function checkLayers(name: string, project: Project, projects: ReadonlyMap<string, Project>): string[] {
  const layers = mayDependOn[project.layer];
  if (layers === undefined) return [`${name}: needs one of the nx tags ${Object.keys(mayDependOn).join(', ')}`];
  const siblings = project.layer === 'layer:adapters' ? (adapterMayDependOn[name] ?? ['@dogwatch/telemetry']) : [];
  return project.dependsOn
    .filter((other) => !layers.includes(projects.get(other)?.layer ?? '') && !siblings.includes(other))
    .map((other) => `${name} (${project.layer}) may not depend on ${other} (${projects.get(other)?.layer})`);
}

function checkReferences(project: Project, projects: ReadonlyMap<string, Project>): string[] {
  const file = join(project.folder, 'tsconfig.json');
  const config: { references?: { path: string }[] } = JSON.parse(readFileSync(file, 'utf8'));
  const found = (config.references ?? []).map(({ path }) => path).sort();
  const wanted = project.dependsOn.map((name) => relative(project.folder, projects.get(name)?.folder ?? '')).sort();
  if (found.join() === wanted.join()) return [];
  return [`${file}: references are [${found.join()}], the dependencies ask for [${wanted.join()}]`];
}

function checkImports(project: Project, rootDevDependencies: readonly string[]): string[] {
  const runtime = Object.keys(declared(project.manifest));
  const devDependencies = Object.keys(project.manifest.devDependencies ?? {});
  // Tests may import their own package by its name, as its users do.
  const development = [project.manifest.name, ...runtime, ...devDependencies, ...rootDevDependencies];
  return globSync(join(project.folder, 'src/**/*.ts')).flatMap((file) => {
    const isTest = testOnly.test(file);
    const usable = new Set(isTest ? development : runtime);
    return readImports(file).flatMap((specifier) => {
      const isReserved = !isTest && isReservedFor(specifier, project);
      const problem = isReserved ? `which ${project.layer} may not use` : checkDeclared(specifier, usable);
      return problem === undefined ? [] : [`${file}: imports ${specifier}, ${problem} (${project.manifest.name})`];
    });
  });
}

function readImports(file: string): string[] {
  return Array.from(readFileSync(file, 'utf8').matchAll(importPattern), ([, specifier = '']) => specifier);
}

function isReservedFor(specifier: string, project: Project): boolean {
  return reserved.some(({ prefix, allowed }) => specifier.startsWith(prefix) && !allowed(project));
}

function checkDeclared(specifier: string, usable: ReadonlySet<string>): string | undefined {
  const isBuiltIn = specifier.startsWith('node:') || builtinModules.includes(specifier);
  if (specifier.startsWith('.') || isBuiltIn || usable.has(toPackageName(specifier))) return undefined;
  return 'which it does not declare';
}

function toPackageName(specifier: string): string {
  const depth = specifier.startsWith('@') ? 2 : 1;
  return specifier.split('/').slice(0, depth).join('/');
}

function checkCycles(projects: ReadonlyMap<string, Project>): string[] {
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      cycles.push(`cycle: ${[...path.slice(path.indexOf(name)), name].join(' -> ')}`);
      return;
    }
    if (finished.has(name)) return;
    for (const next of projects.get(name)?.dependsOn ?? []) visit(next, [...path, name]);
    finished.add(name);
  };
  for (const name of projects.keys()) visit(name, []);
  return cycles;
}

/**
 * Checks the workspace under `root` against the dependency rule of docs/adr/0001-layers.md.
 * Returns one line per violation; none means the tree keeps the rule.
 */
export function checkBoundaries(root: string): string[] {
  const projects = readProjects(root);
  const rootManifest = readManifest(join(root, 'package.json'));
  const rootDevDependencies = Object.keys(rootManifest.devDependencies ?? {});
  return [
    ...[...projects].flatMap(([name, project]) => [
      ...checkLayers(name, project, projects),
      ...checkReferences(project, projects),
      ...checkImports(project, rootDevDependencies),
    ]),
    ...checkCycles(projects),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = process.argv[2] ?? '.';
  const violations = checkBoundaries(root);
  if (violations.length > 0) {
    console.error(violations.join('\n'));
    process.exitCode = 1;
  } else {
    console.log(`boundaries: ${readProjects(root).size} projects keep the rule`);
  }
}

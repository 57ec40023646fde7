import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHelm } from '../../tools/helm-binaries.ts';
import { parseManifests } from '../lab/apply.ts';

/** The chart under test. */
export const chart = 'charts/dogwatch';

/** What a command has said. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An object of a rendering, for tests to look into. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  // tests name the fields they expect; one that is not there fails them
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly [field: string]: any;
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
  });
}

/** Runs helm; against the cluster of a kubeconfig where one is given, else against none. */
export function helm(args: readonly string[], kubeconfigPath = '/dev/null'): Promise<Outcome> {
  return run(findHelm().helm, args, { KUBECONFIG: kubeconfigPath });
}

/** Runs kubectl; rejects with what it says when it fails. */
export async function kubectl(args: readonly string[], kubeconfigPath: string): Promise<string> {
  const { code, stdout, stderr } = await run(findHelm().kubectl, args, { KUBECONFIG: kubeconfigPath });
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Names of the files of values in the matrix, without their end. */
export const matrix = readdirSync(`${chart}/ci`).map((name) => name.replace('-values.yaml', ''));

/** The arguments that take a file of the matrix. */
export function fromMatrix(name: string): string[] {
  return ['-f', `${chart}/ci/${name}-values.yaml`];
}

/** Calls with a file of values, which is gone afterwards. */
export async function withValues<T>(values: unknown, call: (args: readonly string[]) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-values-'));
  try {
    writeFileSync(join(folder, 'values.yaml'), JSON.stringify(values));
    return await call(['-f', join(folder, 'values.yaml')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The objects of a release `r` in the namespace `dw`, hooks too, rendered without a cluster. */
export async function renderAnew(...args: readonly string[]): Promise<Rendered[]> {
  return renderAs('r', '-n', 'dw', ...args);
}

/** As `renderAnew`, of a release with a name of its own. */
export async function renderAs(release: string, ...args: readonly string[]): Promise<Rendered[]> {
  const { code, stdout, stderr } = await helm(['template', release, chart, ...args]);
  if (code !== 0) throw new Error(stderr);
  return parseManifests(stdout) as Rendered[];
}

const renderings = new Map<string, Promise<Rendered[]>>();

/** As `renderAnew`, once for the same arguments. */
export function render(...args: readonly string[]): Promise<readonly Rendered[]> {
  const key = JSON.stringify(args);
  const known = renderings.get(key) ?? renderAnew(...args);
  renderings.set(key, known);
  return known;
}

/** As `renderAnew`, from values. */
export function renderValues(values: unknown): Promise<Rendered[]> {
  return withValues(values, (args) => renderAnew(...args));
}

/** The one object of that kind and name (without `r-dogwatch-`, and the hash at the end of a Job). Throws where there is none. */
export function find(objects: readonly Rendered[], kind: string, name: string): Rendered {
  const names: ReadonlySet<string> = new Set([name, `r-dogwatch-${name}`, `dw-r-dogwatch-${name}`]);
  const found = objects.find(
    (object) => object.kind === kind && names.has(object.metadata.name.replace(/-[0-9a-f]{8}$/, '')),
  );
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

/** Environment variables of a service's container: values, or what they come from. */
export function envOf(objects: readonly Rendered[], app: string): Record<string, unknown> {
  const list: { name: string; value?: string; valueFrom?: unknown }[] = find(objects, 'Deployment', app)['spec']
    .template.spec.containers[0].env;
  return Object.fromEntries(list.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
}

/** The services that have a Deployment, in the order of the alphabet. */
export function deployments(objects: readonly Rendered[]): string[] {
  return objects
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ metadata }) => metadata.name.replace('r-dogwatch-', ''))
    .sort();
}

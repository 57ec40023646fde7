import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { coreResources, createKubeClient, loadKubeConfig } from '@dogwatch/kube';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseCommandLine } from './command-line.js';
import { runCommandLine } from './run-command-line.js';

let folder: string;
let stop: AbortController;
let exitCode: Promise<number> | undefined;
const printed: string[] = [];
const failed: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kube-simulator-'));
  stop = new AbortController();
  exitCode = undefined;
  printed.length = 0;
  failed.length = 0;
});
afterEach(async () => {
  stop.abort();
  await exitCode;
  await rm(folder, { recursive: true });
});

function start(...args: readonly string[]): Promise<number> {
  exitCode = runCommandLine(args, {
    print: (text) => void printed.push(text),
    printError: (text) => void failed.push(text),
    signal: stop.signal,
  });
  return exitCode;
}

const manifests = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout, namespace: shop}
spec: {replicas: 1, selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: []}}}
---
apiVersion: datadoghq.com/v1alpha1
kind: DatadogMetric
metadata: {name: orders, namespace: shop}
spec: {query: 'avg:shop.orders{*}'}
---
`;

test('serves the manifests to whoever has the kubeconfig, and tells who is scaled', async () => {
  const [file, kubeconfig] = [join(folder, 'a.yaml'), join(folder, 'new', 'kubeconfig')];
  await writeFile(file, manifests);
  void start('--port', '0', '--manifests', file, '--kubeconfig', kubeconfig);
  await vi.waitFor(() => expect(printed.join('')).toMatch(/^Kubernetes simulator at https:\/\/127\.0\.0\.1:\d+\n$/));
  const client = createKubeClient(loadKubeConfig({ path: kubeconfig }), { userAgent: 'test' });
  const metrics = await client.list(coreResources.datadogMetrics);
  expect(metrics.ok && metrics.value.items.map(({ metadata }) => metadata.name)).toEqual(['orders']);
  const key = { namespace: 'shop', name: 'checkout' };
  await client.patch(coreResources.deployments, key, { type: 'merge', body: { spec: { replicas: 3 } } });
  expect(printed.at(-1)).toBe('shop/checkout: from 1 to 3 replicas\n');
  await client.close();
  stop.abort();
  expect(await exitCode).toBe(0);
});

test('writes the address that others reach it by', async () => {
  const kubeconfig = join(folder, 'kubeconfig');
  void start('--port', '0', '--kubeconfig', kubeconfig, '--server', 'https://kubernetes:6443');
  await vi.waitFor(async () => expect(await readFile(kubeconfig, 'utf8')).toContain('"https://kubernetes:6443"'));
});

test('refuses manifests that it does not understand', async () => {
  const file = join(folder, 'a.yaml');
  await writeFile(file, 'kind: Pod\n');
  expect(await start('--port', '0', '--manifests', file)).toBe(1);
  expect(failed.join('')).toContain('every object needs apiVersion, kind and metadata.name');
});

test('has no kubeconfig of an earlier run while it starts, and none when it cannot', async () => {
  const [file, kubeconfig] = [join(folder, 'a.yaml'), join(folder, 'kubeconfig')];
  await writeFile(file, 'kind: Pod\n');
  await writeFile(kubeconfig, 'old');
  expect(await start('--port', '0', '--manifests', file, '--kubeconfig', kubeconfig)).toBe(1);
  await expect(readFile(kubeconfig)).rejects.toThrow('ENOENT');
});

// Runs the sources as a program of its own: they name each other as what they are compiled to.
const fromSource = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module';
registerHooks({
  resolve(name, context, next) {
    try { return next(name, context); } catch { return next(name.replace(/[.]js$/, '.ts'), context); }
  },
});`)}`;

async function runProgram(...args: readonly string[]): Promise<{ readonly code: unknown; readonly error: string }> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const nodeArgs = ['--disable-warning=ExperimentalWarning', '--conditions=@dogwatch/source', `--import=${fromSource}`];
  // killed when it does not end by itself
  const program = spawn(process.execPath, [...nodeArgs, main, '--port=0', ...args], { timeout: 30_000 });
  const [[code], error] = await Promise.all([once(program, 'exit'), text(program.stderr), text(program.stdout)]);
  return { code, error };
}

test('ends as a program when a manifest is of an unknown kind', { timeout: 60_000 }, async () => {
  const file = join(folder, 'a.yaml');
  await writeFile(file, '{apiVersion: v1, kind: Foo, metadata: {name: a}}\n');
  expect(await runProgram(`--manifests=${file}`)).toEqual({
    code: 1,
    error: 'The simulator could not start: the simulator does not serve Foo\n',
  });
});

test('ends as a program when the kubeconfig cannot be written', { timeout: 60_000 }, async () => {
  await mkdir(join(folder, 'kubeconfig.new'));
  const { code, error } = await runProgram(`--kubeconfig=${join(folder, 'kubeconfig')}`);
  expect(code).toBe(1);
  expect(error).toContain('The simulator could not start: EISDIR');
});

test.each<[readonly string[], string]>([
  [['--port', 'x'], "--port must be a number from 0 to 65535, not 'x'"],
  [['--hpa-sync', '0'], "--hpa-sync must be seconds from 0.1 to 3600, not '0'"],
  [['--server', 'kubernetes'], "--server must be a URL such as https://kubernetes:6443, not 'kubernetes'"],
  [['--color'], "Unknown option '--color'"],
])('%j is wrong', async (args, message) => {
  expect(await start(...args)).toBe(2);
  expect(failed.join('')).toContain(message);
});

test('has defaults', () => {
  expect(parseCommandLine([])).toEqual({
    kind: 'run',
    options: { port: 6443, host: '127.0.0.1', manifests: [], hpaSyncMillis: 5000 },
  });
});

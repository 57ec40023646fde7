import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBinaries, freePort } from '@dogwatch/control-plane';
import { parse } from 'yaml';
import { type AppProcess, startApp } from '../lab/app-process.ts';
import { kubectl } from './helm.ts';
import { get, kubeconfig, namespace } from './release.ts';

// There are no nodes to run pods on, so their containers run as processes here: with the environment, the files and the
// ServiceAccount that the chart gives them.

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
  };
}

interface SecretSource {
  readonly name?: string;
  readonly secretName?: string;
  readonly items: readonly { readonly key: string; readonly path: string }[];
}

interface Volume {
  readonly name: string;
  readonly secret?: SecretSource;
  readonly projected?: { readonly sources: readonly { readonly secret: SecretSource }[] };
}

interface PodSpec {
  readonly containers: readonly {
    readonly env: readonly Variable[];
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes?: readonly Volume[];
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken: boolean;
}

async function readSecret(name: string, key: string): Promise<string> {
  const { data } = await get('secret', name);
  const value = data?.[key];
  if (value === undefined) throw new Error(`the Secret ${name} has no key ${key}`);
  return Buffer.from(value, 'base64').toString();
}

async function readVariables(variables: readonly Variable[], folder: string): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const { name, value = '', valueFrom } of variables) {
    const secret = valueFrom?.secretKeyRef;
    if (secret !== undefined) env[name] = await readSecret(secret.name, secret.key);
    else if (valueFrom?.fieldRef === undefined)
      env[name] = value
        .replaceAll('/etc/dogwatch/', `${folder}/etc/dogwatch/`)
        .replaceAll(/\$\((\w+)\)/g, (text, before: string) => env[before] ?? text);
    else env[name] = `a-${valueFrom.fieldRef.fieldPath.toLowerCase()}`;
  }
  return env;
}

function sourcesOf({ secret, projected }: Volume): readonly SecretSource[] {
  if (projected !== undefined) return projected.sources.map((source) => source.secret);
  return secret === undefined ? [] : [secret];
}

async function writeSecret({ name, secretName, items }: SecretSource, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const { key, path } of items)
    writeFileSync(join(folder, path), await readSecret(name ?? secretName ?? '', key), { mode: 0o600 });
}

async function writeFiles({ containers: [container], volumes = [] }: PodSpec, folder: string): Promise<void> {
  for (const { name, mountPath } of container?.volumeMounts ?? []) {
    const sources = volumes.filter((volume) => volume.name === name).flatMap(sourcesOf);
    for (const source of sources) await writeSecret(source, join(folder, mountPath));
  }
}

async function writeKubeconfig(account: string, path: string): Promise<void> {
  const admin = parse(readFileSync(kubeconfig, 'utf8'));
  const token = await kubectl(['create', 'token', account, '-n', namespace], kubeconfig);
  const users = [{ name: admin.contexts[0].context.user, user: { token } }];
  writeFileSync(path, JSON.stringify({ ...admin, users }), { mode: 0o600 });
}

/** Starts the container of the Deployment of an app; `env` is what differs on this machine. */
export async function startPod(
  app: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<AppProcess> {
  const deployment = await get('deployment', `r-dogwatch-${app}`);
  const pod: PodSpec = deployment.spec.template.spec;
  const home = join(folder, app);
  mkdirSync(home, { recursive: true });
  await writeFiles(pod, home);
  const access = join(home, 'kubeconfig');
  if (pod.automountServiceAccountToken) await writeKubeconfig(pod.serviceAccountName, access);
  return startApp(app, {
    ...(await readVariables(pod.containers[0]?.env ?? [], home)),
    ...(pod.automountServiceAccountToken ? { KUBECONFIG: access } : {}),
    DD_SHUTDOWN_DELAY: '0s',
    ...env,
  });
}

/** The NATS of the release, with its configuration and its passwords. */
export async function startNatsPod(folder: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { spec } = await get('statefulset', 'r-dogwatch-nats');
  const pod: PodSpec = spec.template.spec;
  const { data } = await get('configmap', 'r-dogwatch-nats');
  const [client, monitor] = [await freePort(), await freePort()];
  const path = join(folder, 'nats.conf');
  const config = (data?.['nats.conf'] ?? '')
    .replace('0.0.0.0:4222', `127.0.0.1:${client}`)
    .replace('0.0.0.0:8222', `127.0.0.1:${monitor}`)
    .replace('store_dir: /data', `store_dir: "${join(folder, 'data')}"`);
  writeFileSync(path, config);
  const [binary = ''] = await findBinaries(['nats-server']);
  const env = await readVariables(pod.containers[0]?.env ?? [], folder);
  const server = spawn(binary, ['-c', path], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  const ready = Promise.withResolvers<void>();
  server.stderr.on('data', (text: Buffer) => {
    said += text.toString();
    if (said.includes('Server is ready')) ready.resolve();
  });
  server.once('exit', () => ready.reject(new Error(said)));
  await ready.promise;
  return {
    url: `nats://127.0.0.1:${client}`,
    async stop() {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
    },
  };
}

/** Whether nats-server takes a configuration; what it says when it does not. */
export async function checkNatsConfig(
  config: string,
  env: Readonly<Record<string, string>>,
  path: string,
): Promise<string> {
  writeFileSync(path, config);
  const [binary = ''] = await findBinaries(['nats-server']);
  const server = spawn(binary, ['-t', '-c', path], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
  const [code]: readonly unknown[] = await once(server, 'close');
  return code === 0 ? 'fine' : said;
}

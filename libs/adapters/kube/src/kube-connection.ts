import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ChosenContext } from './kubeconfig-file.js';
import { chooseContext, mergeKubeconfigs, readKubeconfig } from './kubeconfig-file.js';
import type { CredentialSource } from './user-credentials.js';
import { kubeconfigCredentials, tokenFileCredentials } from './user-credentials.js';

/** Where and how to connect, as it is now. */
export interface ConnectionSettings {
  /** The base URL, without a slash at its end. */
  readonly server: string;
  /** Authentication, to be sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly proxyUrl?: string;
  readonly tls: {
    readonly ca?: Buffer | string;
    readonly cert?: Buffer | string;
    readonly key?: Buffer | string;
    readonly servername?: string;
    readonly rejectUnauthorized?: boolean;
  };
}

/** A way to an API server whose certificates, tokens and kubeconfig may change while it is used. */
export interface KubeConnection {
  /** The base URL when it was loaded, for messages. */
  readonly server: string;
  /** The namespace of the context, or the pod's own. */
  readonly namespace: string;
  /** What to use now; throws if a file or a credential plugin fails. Files are read anew every ten seconds. */
  settings(): Promise<ConnectionSettings>;
  /** Forgets what was read, because the server refused it; at most once in ten seconds, so that a plugin is not run in a loop. */
  forget(): void;
}

/** Where to look for a kubeconfig. */
export interface LoadKubeConfigOptions {
  /** A kubeconfig; wins over everything else. */
  readonly path?: string;
  /** The context to use instead of the current one. */
  readonly context?: string;
  /** KUBECONFIG, HOME, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are read from here; process.env by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder of a pod's ServiceAccount; the usual one by default. */
  readonly serviceAccountFolder?: string;
}

const settingsMillis = 10_000;
const defaultServiceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

// Reads are cheap but calls are many, and all calls of a moment should share one run of a plugin.
function cached(read: () => Promise<ConnectionSettings>, forgetSource = (): void => {}) {
  let last: { readonly value: Promise<ConnectionSettings>; readonly at: number } | undefined;
  let forgotAt = -settingsMillis;
  return {
    forget: (): void => {
      if (performance.now() - forgotAt < settingsMillis) return;
      forgotAt = performance.now();
      last = undefined;
      forgetSource();
    },
    settings: async (): Promise<ConnectionSettings> => {
      if (last !== undefined && performance.now() - last.at < settingsMillis) return last.value;
      const value = read();
      const entry = { value, at: performance.now() };
      last = entry;
      value.catch(() => {
        if (last === entry) last = undefined;
      });
      return value;
    },
  };
}

function readServiceAccountFile(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

function loadInCluster(host: string, port: string, folder: string): KubeConnection {
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const credentials = tokenFileCredentials(join(folder, 'token'));
  return {
    server,
    namespace: readServiceAccountFile(folder, 'namespace') ?? 'default',
    ...cached(async () => ({
      server,
      headers: (await credentials.read()).headers,
      tls: { ca: readFileSync(join(folder, 'ca.crt')) },
    })),
  };
}

async function toSettings(chosen: ChosenContext, credentials: CredentialSource): Promise<ConnectionSettings> {
  const { cluster } = chosen;
  const { headers, certificate, key } = await credentials.read();
  const ca = cluster.caFile
    ? readFileSync(cluster.caFile)
    : cluster.caData
      ? Buffer.from(cluster.caData, 'base64')
      : undefined;
  return {
    server: cluster.server,
    headers,
    ...(cluster.proxyUrl ? { proxyUrl: cluster.proxyUrl } : {}),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
      ...(cluster.tlsServerName ? { servername: cluster.tlsServerName } : {}),
      ...(cluster.skipTLSVerify ? { rejectUnauthorized: false } : {}),
    },
  };
}

function loadFiles(paths: readonly string[], context: string | undefined): KubeConnection {
  const choose = (): ChosenContext => chooseContext(mergeKubeconfigs(paths.map(readKubeconfig)), context);
  const first = choose();
  let source: { readonly made: string; readonly credentials: CredentialSource } | undefined;
  // A plugin keeps its answer until it expires, so its source lives as long as the user's entry stays the same.
  const credentialsOf = ({ user, cluster }: ChosenContext): CredentialSource => {
    const made = JSON.stringify([user, cluster]);
    if (source?.made !== made) source = { made, credentials: kubeconfigCredentials(user, cluster) };
    return source.credentials;
  };
  const read = async (): Promise<ConnectionSettings> => {
    const chosen = choose();
    return toSettings(chosen, credentialsOf(chosen));
  };
  return {
    server: first.cluster.server,
    namespace: first.namespace ?? 'default',
    ...cached(read, () => {
      source = undefined;
    }),
  };
}

function inClusterConnection(
  folder: string,
  { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port }: NonNullable<LoadKubeConfigOptions['env']>,
): KubeConnection | undefined {
  return host && port && existsSync(join(folder, 'token')) ? loadInCluster(host, port, folder) : undefined;
}

/**
 * Finds the API server: `path`, else the files of KUBECONFIG, else the pod's ServiceAccount, else ~/.kube/config. Throws if
 * there is none of them, or if a kubeconfig can't be used.
 */
export function loadKubeConfig(options: LoadKubeConfigOptions = {}): KubeConnection {
  const { env = process.env, context, serviceAccountFolder: folder = defaultServiceAccountFolder } = options;
  const paths = options.path ? [options.path] : (env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  if (paths.length > 0) return loadFiles(paths, context);
  const inCluster = inClusterConnection(folder, env);
  if (inCluster !== undefined) return inCluster;
  const home = join(env['HOME'] ?? homedir(), '.kube', 'config');
  if (existsSync(home)) return loadFiles([home], context);
  throw new Error(
    `no way to the Kubernetes API: KUBECONFIG is not set, there is no ServiceAccount in ${folder} and no ${home}; ` +
      'set KUBECONFIG to a kubeconfig',
  );
}

/** A connection that never changes, as tests and simulators need it. */
export function fixedConnection(settings: {
  readonly server: string;
  readonly token?: string;
  readonly tls?: ConnectionSettings['tls'];
  readonly namespace?: string;
}): KubeConnection {
  const { token } = settings;
  const server = settings.server.replace(/\/+$/, '');
  const value: ConnectionSettings = {
    server,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    tls: settings.tls ?? {},
  };
  return { server, namespace: settings.namespace ?? 'default', settings: async () => value, forget: () => {} };
}

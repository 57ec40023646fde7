import { readFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import type { Cluster, User } from '@kubernetes/client-node/dist/config_types.js';
import { ExecAuth } from '@kubernetes/client-node/dist/exec_auth.js';

/** How a request proves who sends it. */
export interface UserCredentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly certificate?: Buffer | string;
  readonly key?: Buffer | string;
}

/** Gives a user's credentials as they are now; throws if a file or plugin fails. */
export interface CredentialSource {
  read(): Promise<UserCredentials>;
}

const pluginMillis = 60_000;

function fromFileOrData(path: string | undefined, data: string | undefined): Buffer | undefined {
  if (path) return readFileSync(path);
  return data ? Buffer.from(data, 'base64') : undefined;
}

function readStatic(user: User): UserCredentials {
  const certificate = fromFileOrData(user.certFile, user.certData);
  const key = fromFileOrData(user.keyFile, user.keyData);
  const basic = user.username
    ? { authorization: `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}` }
    : {};
  return {
    headers: {
      ...basic,
      ...(user.token ? { authorization: `Bearer ${user.token.trim()}` } : {}),
      ...(user.impersonateUser ? { 'impersonate-user': user.impersonateUser } : {}),
    },
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  };
}

function readTokenFile(path: string): string {
  const token = readFileSync(path, 'utf8').trim();
  if (token === '') throw new Error(`token file ${path} is empty`);
  return token;
}

type Apply = (options: RequestOptions) => Promise<void>;

// A plugin that hangs must not hang every call: client-node sets it no limit.
async function withinLimit(name: string, run: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`credentials of user "${name}": nothing from the plugin within ${pluginMillis / 1000} s`)),
    pluginMillis,
  );
  return Promise.race([run, promise]).finally(() => clearTimeout(timer));
}

function toText(value: unknown): Buffer | string | undefined {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value : undefined;
}

async function readApplied(user: User, apply: Apply): Promise<UserCredentials> {
  const fixed = readStatic(user);
  const options: RequestOptions & { headers: Record<string, string> } = { headers: {} };
  await withinLimit(user.name, apply(options));
  const certificate = toText(options.cert) ?? fixed.certificate;
  const key = toText(options.key) ?? fixed.key;
  const { Authorization: authorization } = options.headers;
  return {
    headers: { ...fixed.headers, ...(authorization === undefined ? {} : { authorization }) },
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
  };
}

// What kubectl tells a plugin; some refuse to run without it.
function withExecInfo(user: User, cluster: Cluster): User {
  const { exec } = user;
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo === true
        ? { cluster: { server: cluster.server, 'certificate-authority-data': cluster.caData } }
        : {}),
    },
  };
  const env = [...(exec.env ?? []), { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }];
  return { ...user, exec: { ...exec, env } };
}

/** The credentials of a user without a kubeconfig: a token file that is read anew each time. */
export function tokenFileCredentials(path: string): CredentialSource {
  return { read: async () => ({ headers: { authorization: `Bearer ${readTokenFile(path)}` } }) };
}

/**
 * The credentials of a kubeconfig's user. Plugins (`exec`) are run by client-node, which keeps their answer until it
 * expires; the old auth providers (oidc, gcp, azure) need all of client-node, 60 MB, which is loaded only for them.
 */
export function kubeconfigCredentials(user: User | undefined, cluster: Cluster): CredentialSource {
  if (user === undefined) return { read: async () => ({ headers: {} }) };
  if (user.exec) {
    const plugin = new ExecAuth();
    const informed = withExecInfo(user, cluster);
    return { read: async () => readApplied(user, async (options) => plugin.applyAuthentication(informed, options)) };
  }
  const tokenFile: unknown = user.authProvider?.config?.tokenFile;
  if (typeof tokenFile === 'string') {
    return {
      read: async () => {
        const fixed = readStatic(user);
        return { ...fixed, headers: { ...fixed.headers, authorization: `Bearer ${readTokenFile(tokenFile)}` } };
      },
    };
  }
  if (!user.authProvider) return { read: async () => readStatic(user) };
  return { read: async () => readApplied(user, await authProvider(user, cluster)) };
}

async function authProvider(user: User, cluster: Cluster): Promise<Apply> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(cluster, user);
  return async (options) => config.applyToHTTPSOptions(options);
}

import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Cluster, Context, User } from '@kubernetes/client-node/dist/config_types.js';
import { newClusters, newContexts, newUsers } from '@kubernetes/client-node/dist/config_types.js';
import { parse } from 'yaml';

/** The entries of one kubeconfig, or of several merged. */
export interface Kubeconfig {
  readonly clusters: readonly Cluster[];
  readonly users: readonly User[];
  readonly contexts: readonly Context[];
  readonly currentContext: string | undefined;
}

/** What a context names. */
export interface ChosenContext {
  readonly cluster: Cluster;
  readonly user: User | undefined;
  readonly namespace: string | undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// client-node knows files with a token only as an auth provider, and looks for them under a name no kubeconfig uses.
function moveTokenFile(entry: unknown): unknown {
  if (!isRecord(entry) || !isRecord(entry['user']) || typeof entry['user']['tokenFile'] !== 'string') return entry;
  const { tokenFile, ...user } = entry['user'];
  return { ...entry, user: { ...user, 'auth-provider': { name: 'tokenFile', config: { tokenFile } } } };
}

function toAbsolute(folder: string, path: string | undefined): string | undefined {
  return path === undefined || path === '' || isAbsolute(path) ? path : resolve(folder, path);
}

function withAbsolutePaths(user: User, folder: string): User {
  const tokenFile: unknown = user.authProvider?.config?.tokenFile;
  const command: unknown = user.exec?.command;
  return {
    ...user,
    certFile: toAbsolute(folder, user.certFile),
    keyFile: toAbsolute(folder, user.keyFile),
    ...(typeof tokenFile === 'string'
      ? { authProvider: { name: 'tokenFile', config: { tokenFile: toAbsolute(folder, tokenFile) } } }
      : {}),
    ...(typeof command === 'string' && command.includes('/')
      ? { exec: { ...user.exec, command: toAbsolute(folder, command) } }
      : {}),
  };
}

/** Reads one kubeconfig; relative paths in it count from its own folder. Throws an error that names the file. */
export function readKubeconfig(path: string): Kubeconfig {
  try {
    const content: unknown = parse(readFileSync(path, 'utf8'));
    if (!isRecord(content)) throw new Error('it is not a mapping; a kubeconfig has clusters, users and contexts');
    const folder = dirname(path);
    const users: unknown = content['users'];
    const currentContext = content['current-context'];
    return {
      clusters: newClusters(content['clusters']).map((cluster) => ({
        ...cluster,
        caFile: toAbsolute(folder, cluster.caFile),
      })),
      users: newUsers(Array.isArray(users) ? users.map(moveTokenFile) : users).map((user) =>
        withAbsolutePaths(user, folder),
      ),
      contexts: newContexts(content['contexts']),
      currentContext: typeof currentContext === 'string' && currentContext !== '' ? currentContext : undefined,
    };
  } catch (error) {
    throw new Error(`kubeconfig ${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Merges kubeconfigs as kubectl does: of two entries with one name, the first counts. */
export function mergeKubeconfigs(files: readonly Kubeconfig[]): Kubeconfig {
  const merge = <T extends { readonly name: string }>(pick: (file: Kubeconfig) => readonly T[]): readonly T[] => {
    const byName = new Map<string, T>();
    for (const entry of files.flatMap(pick)) if (!byName.has(entry.name)) byName.set(entry.name, entry);
    return [...byName.values()];
  };
  return {
    clusters: merge((file) => file.clusters),
    users: merge((file) => file.users),
    contexts: merge((file) => file.contexts),
    currentContext: files.find((file) => file.currentContext !== undefined)?.currentContext,
  };
}

/** The cluster and user of a context, of the current one without `name`. Throws an error that says what there is instead. */
export function chooseContext(config: Kubeconfig, name = config.currentContext): ChosenContext {
  if (name === undefined) throw new Error('kubeconfig: current-context is not set; set it or name a context');
  const context = find(config.contexts, 'context', name);
  const { user } = context;
  return {
    cluster: find(config.clusters, 'cluster', context.cluster),
    user: user === undefined || user === '' ? undefined : find(config.users, 'user', user),
    namespace: context.namespace,
  };
}

function find<T extends { readonly name: string }>(entries: readonly T[], what: string, name: string): T {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const known = entries.length === 0 ? 'there is none' : `there are ${entries.map((entry) => entry.name).join(', ')}`;
  throw new Error(`kubeconfig: no ${what} "${name}"; ${known}`);
}

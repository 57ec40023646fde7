import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiAccess } from './api-request.js';
import { requestApi } from './api-request.js';
import { findBinaries } from './binaries.js';
import type { Credentials } from './credentials.js';
import { createCredentials } from './credentials.js';
import { freePort } from './free-port.js';
import { renderKubeconfig } from './kubeconfig.js';
import type { ManagedProcess } from './managed-process.js';
import { startProcess } from './managed-process.js';
import type { Identity } from './pki.js';
import { printTable, tableMediaType } from './print-table.js';
import { apiServerArguments, controllerManagerArguments, etcdArguments, type ServerFiles } from './server-arguments.js';
import { createServiceAccountToken } from './service-account-token.js';
import { waitUntil } from './wait-until.js';

/** How to start a control plane. */
export interface ControlPlaneOptions {
  /** Log every request's metadata; see `auditLog`. */
  readonly audit?: boolean;
  /** `host:port` of an OTLP receiver (gRPC, no TLS) that gets the spans of kube-apiserver. */
  readonly tracingEndpoint?: string;
  /** Time between two looks of the HPA controller: 2 by default. */
  readonly hpaSyncSeconds?: number;
  /** How long a lower recommendation must hold before the HPA controller follows it: 5 by default. */
  readonly downscaleStabilizationSeconds?: number;
  /** Keep the servers when this process ends. */
  readonly survives?: boolean;
  /** Hears what takes long. */
  readonly tell?: (line: string) => void;
}

/** etcd, kube-apiserver and kube-controller-manager on ephemeral ports of 127.0.0.1, without nodes: pods stay Pending. */
export interface ControlPlane {
  /** `https://127.0.0.1:PORT` */
  readonly server: string;
  readonly caCertificate: string;
  /** A file for a member of system:masters, and its content. */
  readonly kubeconfigPath: string;
  readonly kubeconfig: string;
  /** Data, logs and keys; removed by `stop`. */
  readonly folder: string;
  /** The processes that run, by the name of the server. */
  readonly pids: Readonly<Record<string, number>>;
  /** The identity that kube-apiserver shows to aggregated API servers, and the authority that signed it. */
  readonly frontProxy: Identity;
  readonly frontProxyCaCertificate: string;
  /** A client certificate of the cluster's authority. `validMillis` counts from one hour ago. */
  issueUser(user: string, groups?: readonly string[], validMillis?: number): Promise<Identity>;
  /** The path of a kubeconfig for a new client certificate of that user. */
  kubeconfigFor(user: string, groups?: readonly string[]): Promise<string>;
  /** A token of a ServiceAccount, which is created if it is not there. */
  serviceAccountToken(namespace: string, name: string): Promise<string>;
  /** One request as the administrator; throws with the answer's text if it is not 2xx. */
  request(method: 'DELETE' | 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>;
  /** What `kubectl get` prints for an API path such as `/apis/apps/v1/deployments`: the API server makes those columns. */
  printTable(path: string): Promise<string>;
  /** The audit log, a JSON object a line; empty without `audit`. */
  auditLog(): string;
  /** Kills kube-apiserver; clients find a closed port. */
  killApiServer(): Promise<void>;
  /** Starts it again on the same port and waits until it is ready. */
  startApiServer(): Promise<void>;
  killControllerManager(): Promise<void>;
  startControllerManager(): Promise<void>;
  /** Kills everything and removes the folder. */
  stop(): Promise<void>;
}

/** In the order in which they start. */
const serverNames = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;
type ServerName = (typeof serverNames)[number];
const readyMillis = 90_000;
const auditPolicy = JSON.stringify({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
});

function toTracing(endpoint: string): string {
  return JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'TracingConfiguration',
    endpoint,
    samplingRatePerMillion: 1_000_000,
  });
}

/** Writes the configuration files of kube-apiserver; gives where the wanted ones are. */
function writeServerFiles({ audit, tracingEndpoint }: ControlPlaneOptions, folder: string): ServerFiles {
  const policyPath = join(folder, 'audit-policy.json');
  writeFileSync(policyPath, auditPolicy);
  const tracingPath = join(folder, 'tracing.json');
  if (tracingEndpoint !== undefined) writeFileSync(tracingPath, toTracing(tracingEndpoint));
  return {
    ...(audit === true ? { audit: { policyPath, logPath: join(folder, 'audit.log') } } : {}),
    ...(tracingEndpoint === undefined ? {} : { tracingPath }),
  };
}

/** What is known before any server runs. */
interface Layout {
  readonly folder: string;
  readonly kubeconfigPath: string;
  readonly access: ApiAccess;
  readonly credentials: Credentials;
  readonly commands: Readonly<Record<ServerName, readonly [binary: string, ...args: string[]]>>;
}

async function layOut(options: ControlPlaneOptions, folder: string): Promise<Layout> {
  const [etcd = '', apiServer = '', controllerManager = ''] = await findBinaries(serverNames, { tell: options.tell });
  const credentials = await createCredentials(join(folder, 'pki'));
  const [etcdPort, port] = await Promise.all([freePort(), freePort()]);
  const { files } = credentials;
  const server = `https://127.0.0.1:${port}`;
  const access = { server, caCertificate: credentials.authority.certificate, identity: credentials.admin };
  const kubeconfigPath = join(folder, 'admin.kubeconfig');
  writeFileSync(kubeconfigPath, renderKubeconfig(access, 'admin'), { mode: 0o600 });
  const clocks = {
    hpaSyncSeconds: options.hpaSyncSeconds ?? 2,
    downscaleStabilizationSeconds: options.downscaleStabilizationSeconds ?? 5,
  };
  return {
    folder,
    kubeconfigPath,
    access,
    credentials,
    commands: {
      etcd: [etcd, ...etcdArguments({ port: etcdPort, dataFolder: join(folder, 'etcd') })],
      'kube-apiserver': [
        apiServer,
        ...apiServerArguments({ port, etcdPort, files, ...writeServerFiles(options, folder) }),
      ],
      'kube-controller-manager': [
        controllerManager,
        ...controllerManagerArguments({ kubeconfigPath, files, ...clocks }),
      ],
    },
  };
}

/** Something of each server that only works once the server does. */
const readyPaths: Readonly<Record<ServerName, string | undefined>> = {
  etcd: undefined,
  'kube-apiserver': '/readyz',
  'kube-controller-manager': '/api/v1/namespaces/default/serviceaccounts/default',
};

function createServers(layout: Layout, survives: boolean) {
  const processes = new Map<ServerName, ManagedProcess>();
  const isAnswered = async (path: string): Promise<boolean> => {
    await requestApi(layout.access, { path });
    return true;
  };
  return {
    processes,
    start: async (name: ServerName): Promise<void> => {
      if (processes.has(name)) throw new Error(`${name} runs already`);
      const [binary, ...args] = layout.commands[name];
      const server = await startProcess(binary, args, { folder: layout.folder, survives });
      processes.set(name, server);
      const path = readyPaths[name];
      if (path === undefined) return;
      const limits = { limitMillis: readyMillis, problem: server.problem };
      await waitUntil(`${name} to be ready (log: ${server.logPath})`, async () => isAnswered(path), limits);
    },
    kill: async (name: ServerName): Promise<void> => {
      await processes.get(name)?.kill();
      processes.delete(name);
    },
  };
}

/** Starts a control plane and waits until it works. If that fails, the logs stay where the error says. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'dogwatch-control-plane-'));
  const layout = await layOut(options, folder);
  const servers = createServers(layout, options.survives ?? false);
  const killAll = async (): Promise<void> => {
    for (const name of serverNames.toReversed()) await servers.kill(name);
  };
  try {
    for (const name of serverNames) await servers.start(name);
  } catch (error) {
    await killAll();
    throw error;
  }
  return {
    ...describe(layout),
    get pids() {
      return Object.fromEntries([...servers.processes].map(([name, { pid }]) => [name, pid]));
    },
    killApiServer: async () => servers.kill('kube-apiserver'),
    startApiServer: async () => servers.start('kube-apiserver'),
    killControllerManager: async () => servers.kill('kube-controller-manager'),
    startControllerManager: async () => servers.start('kube-controller-manager'),
    stop: async () => {
      await killAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Described = Omit<
  ControlPlane,
  'killApiServer' | 'killControllerManager' | 'pids' | 'startApiServer' | 'startControllerManager' | 'stop'
>;

function describe({ folder, kubeconfigPath, access, credentials }: Layout): Described {
  const { authority, frontProxy, frontProxyAuthority } = credentials;
  const issueUser: ControlPlane['issueUser'] = async (commonName, organizations = [], validMillis) =>
    authority.issue({ commonName, organizations, ...(validMillis === undefined ? {} : { validMillis }) });
  return {
    server: access.server,
    caCertificate: access.caCertificate,
    kubeconfigPath,
    kubeconfig: readFileSync(kubeconfigPath, 'utf8'),
    folder,
    frontProxy,
    frontProxyCaCertificate: frontProxyAuthority.certificate,
    issueUser,
    kubeconfigFor: async (user, groups) => {
      const identity = await issueUser(user, groups);
      const path = join(mkdtempSync(join(folder, 'user-')), 'kubeconfig');
      writeFileSync(path, renderKubeconfig({ ...access, identity }, user), { mode: 0o600 });
      return path;
    },
    serviceAccountToken: async (namespace, name) => createServiceAccountToken(access, namespace, name),
    request: async (method, path, body) => requestApi(access, { method, path, body }),
    printTable: async (path) => printTable(await requestApi(access, { path, accept: tableMediaType })),
    auditLog: () => {
      try {
        return readFileSync(join(folder, 'audit.log'), 'utf8');
      } catch {
        return '';
      }
    },
  };
}

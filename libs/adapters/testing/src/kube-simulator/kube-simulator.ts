import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CrdDefinition } from '@dogwatch/crds';
import { toManifest } from '@dogwatch/crds';
import { toApiVersion } from '@dogwatch/kube';
import { stringify } from 'yaml';
import { textAt } from '../json/json.js';
import type { JsonObject } from '../json/json.js';
import { closeServer, listenOnLoopback } from '../loopback-server.js';
import type { User } from './access.js';
import { createAggregator } from './aggregator.js';
import { createApiServer } from './api-server.js';
import { issueClusterCertificates, toAuthenticationConfigMap } from './cluster-certificates.js';
import type { ClusterCertificates } from './cluster-certificates.js';
import { startControllers } from './controllers.js';
import { createObjectStore } from './object-store.js';
import type { ObjectStore, StoredObject } from './object-store.js';
import { builtInType, builtInTypes, toCustomTypes } from './resource-type.js';
import { createObject } from './rest-verbs.js';

/** What the simulator starts with. */
export interface KubeSimulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** HTTPS with client certificates and a front proxy. Plain HTTP without it. */
  readonly tls?: boolean;
  readonly crds?: readonly CrdDefinition[];
  /** Objects that are there from the start, as manifests. */
  readonly objects?: readonly JsonObject[];
  /** How many changes a watch can catch up on: 1,000 by default. */
  readonly historyLimit?: number;
}

/** An API server in memory, on loopback. */
export interface KubeSimulator {
  readonly url: string;
  /** Belongs to `admin` in system:masters, as the kubeconfig does. */
  readonly adminToken: string;
  /** A kubeconfig file for `admin`; gone after `stop`. */
  readonly kubeconfigPath: string;
  /** There when it was started with `tls`. */
  readonly certificates: ClusterCertificates | undefined;
  /** The objects, for a look or a change from inside. */
  readonly store: ObjectStore;
  /** Makes a token for a user, who may do what RBAC objects allow. */
  addUser(user: User): string;
  /** Text of a kubeconfig for the owner of a token. */
  kubeconfigFor(token: string): string;
  /** Adds an object as a client would; throws if it is refused. */
  load(manifest: JsonObject): StoredObject;
  /** Registers a backend for a group and version; without TLS if `url` is `http:`. */
  serveApi(api: ServedApi): void;
  /** Ends every open connection, watches too, as a restart does. */
  disconnect(): void;
  stop(): Promise<void>;
}

/** A backend that serves a group and version. */
export interface ServedApi {
  readonly group: string;
  readonly version: string;
  readonly url: string;
  /** PEM of who signed the backend's certificate for `<service>.<namespace>.svc`; without it nothing is verified. */
  readonly ca?: string;
  readonly service?: { readonly namespace: string; readonly name: string };
}

/** Starts a simulator on 127.0.0.1. */
export async function startKubeSimulator(options: KubeSimulatorOptions = {}): Promise<KubeSimulator> {
  const certificates = options.tls === true ? await issueClusterCertificates() : undefined;
  const store = createObjectStore(options.historyLimit ?? 1000);
  const stopControllers = startControllers(store);
  const load = createLoader(store);
  for (const manifest of toFirstObjects(options, certificates)) load(manifest);
  store.compact();
  const adminToken = randomUUID();
  const tokens = new Map<string, User>([[adminToken, { username: 'admin', groups: ['system:masters'] }]]);
  const backends = new Map<string, string>();
  const aggregator = createAggregator(store, backends, certificates?.frontProxy);
  const server = createServer(createApiServer({ store, tokens, aggregator }), certificates);
  const url = await listenOnLoopback(server, options.port ?? 0);
  const kubeconfigFor = (token: string): string => toKubeconfig(url, token, certificates?.serverCa.certificate);
  const folder = await mkdtemp(join(tmpdir(), 'kube-simulator-'));
  const kubeconfigPath = join(folder, 'kubeconfig');
  await writeFile(kubeconfigPath, kubeconfigFor(adminToken), { mode: 0o600 });
  return {
    url,
    adminToken,
    kubeconfigPath,
    certificates,
    store,
    kubeconfigFor,
    load,
    addUser: (user) => addUser(tokens, user),
    serveApi(api) {
      backends.set(`${api.version}.${api.group}`, api.url);
      load(toApiService(api));
    },
    disconnect: () => server.closeAllConnections(),
    async stop() {
      stopControllers();
      await Promise.all([closeServer(server), aggregator.close(), rm(folder, { recursive: true, force: true })]);
    },
  };
}

function addUser(tokens: Map<string, User>, user: User): string {
  const token = randomUUID();
  tokens.set(token, user);
  return token;
}

function toFirstObjects(options: KubeSimulatorOptions, certificates?: ClusterCertificates): readonly JsonObject[] {
  const namespaces = ['default', 'kube-system'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }));
  const trust = certificates === undefined ? [] : [toAuthenticationConfigMap(certificates)];
  return [...namespaces, ...trust, ...(options.crds ?? []).map(toManifest), ...(options.objects ?? [])];
}

function createLoader(store: ObjectStore): KubeSimulator['load'] {
  return (manifest) => {
    const custom = store.list(builtInType('CustomResourceDefinition')).flatMap(toCustomTypes);
    const resource = [...builtInTypes, ...custom].find(
      (type) => toApiVersion(type) === manifest['apiVersion'] && type.kind === manifest['kind'],
    );
    if (resource === undefined) throw new Error(`the simulator does not serve ${textAt(manifest, 'kind')}`);
    const namespace = resource.namespaced ? textAt(manifest, 'metadata', 'namespace') || 'default' : '';
    const name = textAt(manifest, 'metadata', 'name');
    const payload = { query: new URLSearchParams(), contentType: '', body: structuredClone(manifest) };
    const created = createObject(store, { resource, namespace, name, subresource: '' }, payload);
    const stored = store.get(resource, namespace, name);
    if (!created.ok || stored === undefined) throw new Error(created.ok ? 'not stored' : created.message);
    return stored;
  };
}

function createServer(listener: RequestListener, certificates: ClusterCertificates | undefined): Server {
  if (certificates === undefined) return createHttpServer(listener);
  const { server, clientCa } = certificates;
  const client = { ca: clientCa.certificate, requestCert: true, rejectUnauthorized: false };
  return createHttpsServer({ cert: server.certificate, key: server.key, ...client }, listener);
}

function toKubeconfig(server: string, token: string, ca: string | undefined): string {
  const trust = ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'simulator', cluster: { server, ...trust } }],
    users: [{ name: 'user', user: { token } }],
    contexts: [{ name: 'simulator', context: { cluster: 'simulator', user: 'user', namespace: 'default' } }],
    'current-context': 'simulator',
  });
}

function toApiService({ group, version, ca, service }: ServedApi): JsonObject {
  const trust = ca === undefined ? { insecureSkipTLSVerify: true } : { caBundle: Buffer.from(ca).toString('base64') };
  const reference = service ?? { namespace: 'default', name: 'backend' };
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${version}.${group}` },
    spec: { group, version, groupPriorityMinimum: 100, versionPriority: 100, service: reference, ...trust },
  };
}

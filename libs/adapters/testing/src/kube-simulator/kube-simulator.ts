import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CrdDefinition, toManifest } from '@dogwatch/crds';
import { toApiVersion } from '@dogwatch/kube';
import { type JsonObject, textAt } from '../json/json.js';
import { closeServer, listenOnLoopback } from '../loopback-server.js';
import { issueClusterCertificates, toAuthenticationConfigMap } from '../cluster-certificates.js';
import type { CertificatePair } from '../test-certificates.js';
import type { User } from './access.js';
import { backendAnnotation } from './aggregator.js';
import { createApiServer } from './api-server.js';
import { createObjectStore, type ObjectStore, type StoredObject } from './object-store.js';
import { servedTypes } from './resource-type.js';
import { createObject } from './rest-verbs.js';

/** What the simulator starts with. */
export interface KubeSimulatorOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Address it listens on; 127.0.0.1 by default. */
  readonly host?: string;
  /** HTTPS, and a certificate of the front proxy. Plain HTTP without it. */
  readonly tls?: boolean;
  readonly crds?: readonly CrdDefinition[];
  /** How many changes a watch can catch up on: 1,000 by default. */
  readonly historyLimit?: number;
}

/** An API server in memory. */
export type KubeSimulator = Awaited<ReturnType<typeof startKubeSimulator>>;

/** A backend that serves a group and version. */
export interface ServedApi {
  readonly group: string;
  readonly version: string;
  readonly url: string;
  /** PEM of who signed the backend's certificate for `<service>.<namespace>.svc`; without it nothing is verified. */
  readonly ca?: string;
  readonly service?: { readonly namespace: string; readonly name: string };
}

/** Starts a simulator. Its certificate is good for 127.0.0.1, `localhost` and `kubernetes`. */
export async function startKubeSimulator(options: KubeSimulatorOptions = {}) {
  const certificates = options.tls ? await issueClusterCertificates() : undefined;
  const store = createObjectStore(options.historyLimit ?? 1000);
  const load = (manifest: JsonObject): StoredObject => loadObject(store, manifest);
  for (const manifest of listFirstObjects(options)) load(manifest);
  if (certificates !== undefined) load(toAuthenticationConfigMap(certificates));
  store.compact();
  const tokens = new Map<string, User>();
  const addUser = (user: User): string => putUser(tokens, user);
  const adminToken = addUser({ username: 'admin', groups: ['system:masters'] });
  const listener = createApiServer({ store, tokens, frontProxy: certificates?.frontProxy });
  const server = createServer(listener, certificates?.server);
  const url = await listenOnLoopback(server, options.port ?? 0, options.host);
  const kubeconfigFor = (token: string, address = url): string =>
    printKubeconfig(address, token, certificates?.serverCa.certificate);
  const { folder, kubeconfigPath } = await writeKubeconfig(kubeconfigFor(adminToken));
  return {
    url,
    /** Belongs to `admin` in system:masters, as the kubeconfig does. */
    adminToken,
    /** A kubeconfig file for `admin`; gone after `stop`. */
    kubeconfigPath,
    /** There when it was started with `tls`. */
    certificates,
    /** The objects, for a look or a change from inside. */
    store,
    /** Makes a token. Whoever has one may do all here; RBAC objects count for SubjectAccessReviews. */
    addUser,
    /** Text of a kubeconfig for the owner of a token; `address` is where others find the simulator. */
    kubeconfigFor,
    /** Adds an object as a client would; throws if it is refused. */
    load,
    /** Registers a backend for a group and version; without TLS if its URL is `http:`. */
    serveApi: (api: ServedApi): void => void load(toApiService(api)),
    /** Ends every open connection, watches too, as a restart does. */
    disconnect: (): void => server.closeAllConnections(),
    async stop(): Promise<void> {
      await closeServer(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is there from the start. */
function listFirstObjects({ crds = [] }: KubeSimulatorOptions): readonly JsonObject[] {
  const namespaces = ['default', 'kube-system'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }));
  return [...namespaces, ...crds.map(toManifest)];
}

async function writeKubeconfig(text: string): Promise<{ readonly folder: string; readonly kubeconfigPath: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'kube-simulator-'));
  const kubeconfigPath = join(folder, 'kubeconfig');
  await writeFile(kubeconfigPath, text, { mode: 0o600 });
  return { folder, kubeconfigPath };
}

function putUser(tokens: Map<string, User>, user: User): string {
  const token = randomUUID();
  tokens.set(token, { ...user, groups: [...user.groups, 'system:authenticated'] });
  return token;
}

function loadObject(store: ObjectStore, manifest: JsonObject): StoredObject {
  const { apiVersion, kind } = manifest;
  const resource = servedTypes(store).find((type) => toApiVersion(type) === apiVersion && type.kind === kind);
  if (resource === undefined) throw new Error(`the simulator does not serve ${textAt(manifest, 'kind')}`);
  const namespace = resource.namespaced ? textAt(manifest, 'metadata', 'namespace') || 'default' : '';
  const target = { resource, namespace, name: textAt(manifest, 'metadata', 'name'), subresource: '' };
  const body = structuredClone(manifest);
  createObject({ store, target, query: new URLSearchParams(), contentType: '', body });
  const stored = store.get(resource, namespace, target.name);
  if (stored === undefined) throw new Error('what was created is not there');
  return stored;
}

function createServer(listener: RequestListener, tls: CertificatePair | undefined): Server {
  return tls ? createHttpsServer({ cert: tls.certificate, key: tls.key }, listener) : createHttpServer(listener);
}

/** JSON, which is YAML too. */
function printKubeconfig(server: string, token: string, ca: string | undefined): string {
  const trust = ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'simulator', cluster: { server, ...trust } }],
    users: [{ name: 'user', user: { token } }],
    contexts: [{ name: 'simulator', context: { cluster: 'simulator', user: 'user', namespace: 'default' } }],
    'current-context': 'simulator',
  });
}

function toApiService({ group, version, url, ca, service = { namespace: 'default', name: 'backend' } }: ServedApi) {
  const trust = ca === undefined ? { insecureSkipTLSVerify: true } : { caBundle: Buffer.from(ca).toString('base64') };
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${version}.${group}`, annotations: { [backendAnnotation]: url } },
    spec: { group, version, service, ...trust },
  };
}

import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, request as sendRequest, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  answerWith,
  createApi,
  createServingMetrics,
  parseTrust,
  toContextOptions,
  toServerOptions,
  type ApiPorts,
  type ExternalMetricValueList,
  type MetricRequest,
  type Status,
} from '@dogwatch/external-metrics-api';
import { Registry, silentLogger } from '@dogwatch/telemetry';
import { createTestCa, issueCertificate, type CertificatePair, type TestCa } from '@dogwatch/testing';

/** How the API server behind the API answers in one case. */
export interface Behaviour {
  readonly trustData: Readonly<Record<string, string>>;
  readonly reviewToken: ApiPorts['reviewToken'];
  readonly reviewAccess: ApiPorts['reviewAccess'];
  readonly serve: (request: MetricRequest) => ExternalMetricValueList | Status;
  readonly nowMillis: () => number;
}

/** One request; headers alternate names and values, so that they can repeat. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly certificate?: CertificatePair;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The two CAs that a cluster's API server publishes. */
export interface Authorities {
  readonly requestheader: TestCa;
  readonly client: TestCa;
}

let authorities: Promise<Authorities> | undefined;

/** CAs are slow to make, so all cases share them. */
export async function sharedAuthorities(): Promise<Authorities> {
  authorities ??= Promise.all([createTestCa('front-proxy-ca'), createTestCa('client-ca')]).then(
    ([requestheader, client]) => ({ requestheader, client }),
  );
  return authorities;
}

/** Runs the real API behind a real HTTPS server for the time of `work`. */
export async function withApi<T>(
  behaviour: Behaviour,
  work: (send: (call: Call) => Promise<CallAnswer>) => Promise<T>,
) {
  const trust = parseTrust(behaviour.trustData);
  if (!trust.ok) throw new Error(trust.message);
  const respond = createApi({
    trust: () => trust.trust,
    reviewToken: behaviour.reviewToken,
    reviewAccess: behaviour.reviewAccess,
    prepare: (request) => () => ({ answer: answerWith(behaviour.serve(request)) }),
    nowMillis: behaviour.nowMillis,
    routes: { version: '1.0.0', unreadyReason: () => undefined, metricsText: async () => '' },
    onRefused: () => undefined,
    metrics: createServingMetrics(new Registry()),
    log: silentLogger,
  });
  const server = createServer({ ...toServerOptions(), ...toContextOptions(await serverCertificate(), false) }, respond);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work((call) => send(server, call));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

let server: Promise<{ cert: string; key: string }> | undefined;

async function serverCertificate(): Promise<{ cert: string; key: string }> {
  server ??= sharedAuthorities()
    .then(({ client }) => issueCertificate({ ca: client, commonName: 'external-metrics-api', dnsNames: ['localhost'] }))
    .then(({ certificate, key }) => ({ cert: certificate, key }));
  return server;
}

async function send(server: Server, { method, path, headers, certificate }: Call): Promise<CallAnswer> {
  const { port } = server.address() as AddressInfo;
  const request = sendRequest({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: ['Host', 'localhost', ...headers],
    rejectUnauthorized: false,
    agent: false,
    ...(certificate && { cert: certificate.certificate, key: certificate.key }),
  });
  request.end();
  const [response] = await once(request, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { externalMetricsApi } from '@dogwatch/external-metrics-api';
import { metricsPoller } from '@dogwatch/metrics-poller';
import { startService } from '@dogwatch/service';
import type { Registry } from '@dogwatch/telemetry';
import { createTestCa, issueCertificate } from '@dogwatch/testing';
import type { Cleanup } from '../cleanup.js';
import { apiServiceName } from '../cluster/register-api.js';
import type { Env } from '../options.js';

/** A running service of ours: its name, and what it counts. */
export interface DemoService {
  readonly name: string;
  readonly registry: Registry;
}

/** The running metrics-poller. */
export interface DemoPoller extends DemoService {
  hasNats(): boolean;
}

/** A replica of external-metrics-api. */
export interface ApiReplica extends DemoService {
  readonly port: number;
  isReady(): boolean;
}

/** How the services are started. */
export interface ServiceSettings {
  /** Variables that all of them get. */
  readonly env: Env;
  /** Receives each log line. */
  readonly write: (line: string) => void;
  readonly cleanup: Cleanup;
}

const free = {
  DD_BIND_HOST: '127.0.0.1',
  DD_HEALTH_PORT: '0',
  DD_METRICS_PORT: '0',
  DD_SHUTDOWN_TIMEOUT: '5',
};

/** Starts metrics-poller; `datadog` are the variables that name its Datadog. */
export async function startPoller({ env, write, cleanup }: ServiceSettings, datadog: Env): Promise<DemoPoller> {
  const name = 'metrics-poller-0';
  const service = await startService(metricsPoller, { write, env: { ...env, ...datadog, ...free, DD_POD_NAME: name } });
  cleanup.add(name, () => service.stop());
  const { telemetry, health } = service.context;
  return {
    name,
    registry: telemetry.registry,
    hasNats: () => health.report('ready').peers['nats']?.state === 'up',
  };
}

/** PEM files of the certificate that all replicas show, and who signed it. */
export interface ServingCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly ca: string;
}

/** Makes a certificate for the Service in front of the replicas; its files are in `folder`. */
export async function issueServingCertificate(folder: string, namespace: string): Promise<ServingCertificate> {
  const ca = await createTestCa('dogwatch-demo');
  const host = `${apiServiceName}.${namespace}.svc`;
  const { certificate, key } = await issueCertificate({ ca, commonName: host, dnsNames: [host], usages: ['server'] });
  const [certFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  await Promise.all([writeFile(certFile, certificate), writeFile(keyFile, key, { mode: 0o600 })]);
  return { certFile, keyFile, ca: ca.certificate };
}

/** Starts one replica of external-metrics-api. */
export async function startReplica(
  { env, write, cleanup }: ServiceSettings,
  index: number,
  { certFile, keyFile }: ServingCertificate,
): Promise<ApiReplica> {
  const name = `external-metrics-api-${index}`;
  const own = {
    DD_POD_NAME: name,
    DD_EXTERNAL_METRICS_PROVIDER_PORT: '0',
    DD_EXTERNAL_METRICS_PROVIDER_CERT_FILE: certFile,
    DD_EXTERNAL_METRICS_PROVIDER_KEY_FILE: keyFile,
  };
  const service = await startService(externalMetricsApi, { write, env: { ...env, ...free, ...own } });
  cleanup.add(name, () => service.stop());
  const { telemetry, health } = service.context;
  return {
    name,
    registry: telemetry.registry,
    port: service.ports.http ?? 0,
    isReady: () => health.report('ready').ok,
  };
}

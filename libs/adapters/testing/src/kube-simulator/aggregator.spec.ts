import { once } from 'node:events';
import { createServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import { createKubeClient, loadKubeConfig } from '@dogwatch/kube';
import { expect, test } from 'vitest';
import { createTestCa, issueCertificate } from '../test-certificates.js';
import { startKubeSimulator } from './kube-simulator.js';

test('a backend is found through its Service, verified by its name, and shown the front-proxy certificate', async () => {
  const simulator = await startKubeSimulator({ tls: true });
  const { certificates } = simulator;
  if (certificates === undefined) throw new Error('no certificates');
  const ca = await createTestCa('backends');
  const { certificate, key } = await issueCertificate({
    ca,
    commonName: 'backend',
    dnsNames: ['metrics.monitoring.svc'],
  });
  const trust = { ca: certificates.frontProxyCa.certificate, requestCert: true, rejectUnauthorized: true };
  const backend = createServer({ cert: certificate, key, ...trust }, ({ socket, headers }, response) => {
    const name = socket instanceof TLSSocket ? socket.getPeerCertificate().subject.CN : '';
    response.end(`${String(name)} for ${String(headers['x-remote-user'])}`);
  }).listen(0, '127.0.0.1');
  await once(backend, 'listening');
  const address = backend.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const service = { namespace: 'monitoring', name: 'metrics' };
  simulator.load({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } });
  const spec = { type: 'ExternalName', externalName: '127.0.0.1' };
  simulator.load({ apiVersion: 'v1', kind: 'Service', metadata: service, spec });
  simulator.load({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.metrics.example' },
    spec: {
      group: 'metrics.example',
      version: 'v1',
      groupPriorityMinimum: 1,
      versionPriority: 1,
      caBundle: Buffer.from(ca.certificate).toString('base64'),
      service: { ...service, port },
    },
  });
  const client = createKubeClient(loadKubeConfig({ path: simulator.kubeconfigPath }));
  const answer = await client.raw('GET', '/apis/metrics.example/v1/anything');
  const chunks = answer.ok ? await answer.value.body.toArray() : [];
  expect(Buffer.concat(chunks).toString()).toBe('front-proxy-client for admin');
  await client.close();
  backend.closeAllConnections();
  backend.close();
  await simulator.stop();
});

import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlPlane } from '@dogwatch/control-plane';
import { startControlPlane } from '@dogwatch/control-plane';
import type { ConfigMap, KubeResult, ObjectList } from '@dogwatch/kube';
import { coreResources, createKubeClient, fixedConnection, loadKubeConfig } from '@dogwatch/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { configMaps, namespaces } = coreResources;
const namespace = 'default';

// Its own control plane: it needs the authority that signs certificates.
let controlPlane: ControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane();
});

afterAll(async () => controlPlane?.stop());

/** Lists ConfigMaps without any credentials, from a server that must have this name in its certificate. */
async function listAs(servername: string): Promise<KubeResult<ObjectList<ConfigMap>>> {
  const tls = { ca: controlPlane.caCertificate, servername };
  const stranger = createKubeClient(fixedConnection({ server: controlPlane.server, tls }));
  const list = await stranger.list(configMaps);
  await stranger.close();
  return list;
}

describe('identities', () => {
  it('by client certificate and by token have the rights that RBAC gives them', async () => {
    const jane = createKubeClient(loadKubeConfig({ path: await controlPlane.kubeconfigFor('jane', ['dev']) }));
    expect(await jane.list(configMaps)).toMatchObject({
      reason: 'Forbidden',
      message: expect.stringContaining('"jane"'),
    });
    await jane.close();
    const token = await controlPlane.serviceAccountToken(namespace, 'robot');
    const connection = fixedConnection({ server: controlPlane.server, token, tls: { ca: controlPlane.caCertificate } });
    const robot = createKubeClient(connection);
    expect(await robot.list(configMaps)).toMatchObject({
      reason: 'Forbidden',
      message: expect.stringContaining(`system:serviceaccount:${namespace}:robot`),
    });
    await robot.close();
  });

  it('of a pod come from its files, and a new token is picked up', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'service-account-'));
    writeFileSync(join(folder, 'ca.crt'), controlPlane.caCertificate);
    writeFileSync(join(folder, 'token'), 'expired');
    const { port } = new URL(controlPlane.server);
    const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: port };
    const pod = createKubeClient(loadKubeConfig({ env, serviceAccountFolder: folder }));
    expect(await pod.list(configMaps)).toMatchObject({ reason: 'Unauthorized' });
    writeFileSync(join(folder, 'token'), await controlPlane.serviceAccountToken(namespace, 'robot'));
    await expect
      .poll(async () => pod.list(configMaps), { timeout: 30_000, interval: 500 })
      .toMatchObject({ reason: 'Forbidden' });
    await pod.close();
    rmSync(folder, { recursive: true });
  });

  it('of the server are checked under the name that the kubeconfig gives', async () => {
    expect(await listAs('kubernetes.default.svc')).toMatchObject({ reason: 'Forbidden' });
    expect(await listAs('elsewhere')).toMatchObject({
      reason: 'Unreachable',
      message: expect.stringContaining('altnames'),
    });
  });

  it('are checked through a proxy, too', async () => {
    const proxied: string[] = [];
    const proxy = createServer().on('connect', ({ url = '' }, socket) => {
      proxied.push(url);
      const target = createConnection({ host: '127.0.0.1', port: Number(url.split(':')[1]) }, () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const address = proxy.address();
    const config = JSON.parse(controlPlane.kubeconfig);
    config.clusters[0].cluster['proxy-url'] = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const path = join(controlPlane.folder, 'proxied.kubeconfig');
    writeFileSync(path, JSON.stringify(config));
    const through = createKubeClient(loadKubeConfig({ path }));
    expect(await through.get(namespaces, { name: namespace })).toMatchObject({ ok: true });
    expect(proxied).toEqual([new URL(controlPlane.server).host]);
    await through.close();
    proxy.close();
  });

  it('that another authority signed are not spoken to', async () => {
    const stranger = createKubeClient(fixedConnection({ server: controlPlane.server }));
    expect(await stranger.list(configMaps)).toMatchObject({
      reason: 'Unreachable',
      message: expect.stringMatching(/certificate/),
    });
    await stranger.close();
  });
});

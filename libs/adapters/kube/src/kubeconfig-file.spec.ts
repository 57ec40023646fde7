import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseContext, mergeKubeconfigs, readKubeconfig } from './kubeconfig-file.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const complete = `
apiVersion: v1
kind: Config
current-context: one
clusters:
- {name: c1, cluster: {server: "https://c1/", certificate-authority: pki/ca.crt, tls-server-name: api}}
- {name: c2, cluster: {server: "https://c2", insecure-skip-tls-verify: true}}
users:
- {name: u1, user: {tokenFile: token, as: jane}}
- {name: u2, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin}}}
contexts:
- {name: one, context: {cluster: c1, user: u1, namespace: n1}}
- {name: two, context: {cluster: c2, user: u2}}
- {name: anonymous, context: {cluster: c2}}
- {name: broken, context: {cluster: nowhere, user: u1}}
`;

describe('readKubeconfig and chooseContext', () => {
  it('read the current context, with paths that count from the file', () => {
    const { cluster, user, namespace } = chooseContext(readKubeconfig(write('config', complete)));
    expect(cluster).toMatchObject({ server: 'https://c1', caFile: join(folder, 'pki/ca.crt'), tlsServerName: 'api' });
    expect(user).toMatchObject({
      authProvider: { config: { tokenFile: join(folder, 'token') } },
      impersonateUser: 'jane',
    });
    expect(namespace).toBe('n1');
  });

  it('choose another context by its name, one without a user too', () => {
    const config = readKubeconfig(write('config', complete));
    expect(chooseContext(config, 'two').user?.exec).toMatchObject({ command: join(folder, 'plugin') });
    expect(chooseContext(config, 'anonymous').user).toBeUndefined();
  });

  it('say what is wrong, and where', () => {
    const config = readKubeconfig(write('config', complete));
    expect(() => chooseContext(config, 'three')).toThrow('no context "three"; there are one, two, anonymous, broken');
    expect(() => chooseContext(config, 'broken')).toThrow('no cluster "nowhere"; there are c1, c2');
    expect(() => chooseContext({ ...config, currentContext: undefined })).toThrow('current-context is not set');
    expect(() => readKubeconfig(join(folder, 'none'))).toThrow(`kubeconfig ${join(folder, 'none')}: ENOENT`);
    expect(() => readKubeconfig(write('list', '[]'))).toThrow('is not a mapping');
    expect(() => readKubeconfig(write('noServer', '{clusters: [{name: c, cluster: {}}]}'))).toThrow(
      'clusters[0].cluster.server is missing',
    );
  });
});

describe('mergeKubeconfigs', () => {
  it('lets the first of two entries count', () => {
    const second =
      '{current-context: two, clusters: [{name: c1, cluster: {server: "https://other"}}, {name: c3, cluster: {server: "https://c3"}}]}';
    const merged = mergeKubeconfigs([write('config', complete), write('second', second)].map(readKubeconfig));
    expect(merged.currentContext).toBe('one');
    expect(merged.clusters.map(({ name, server }) => `${name} ${server}`)).toEqual([
      'c1 https://c1',
      'c2 https://c2',
      'c3 https://c3',
    ]);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixedConnection, loadKubeConfig } from './kube-connection.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kube-connection-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function kubeconfig(name: string, server: string, user: object = {}, cluster: object = {}): string {
  const config = {
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'team' } }],
    'current-context': 'x',
  };
  return write(name, JSON.stringify(config));
}

/** A plugin that appends a line to a file each time it runs, and answers with a token. */
function plugin(expirationTimestamp?: string) {
  const runs = join(folder, 'runs');
  const status = JSON.stringify({ token: 'from-plugin', expirationTimestamp });
  const script = write(
    'plugin.mjs',
    `import { appendFileSync } from 'node:fs';
    appendFileSync(${JSON.stringify(runs)}, process.env.KUBERNETES_EXEC_INFO + '\\n');
    console.log('{"status":' + ${JSON.stringify(status)} + '}');`,
  );
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [script] };
  return { exec, runs: () => readFileSync(runs, 'utf8').trim().split('\n') };
}

describe('loadKubeConfig', () => {
  it('prefers path over KUBECONFIG over the ServiceAccount over ~/.kube/config', () => {
    mkdirSync(join(folder, '.kube'));
    kubeconfig('.kube/config', 'https://home');
    write('token', 't');
    write('ca.crt', 'ca');
    const env: Record<string, string | undefined> = { HOME: folder };
    const options = { env, serviceAccountFolder: folder };
    expect(loadKubeConfig(options).server).toBe('https://home');
    Object.assign(env, { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' });
    expect(loadKubeConfig(options).server).toBe('https://[fd00::1]:443');
    env['KUBECONFIG'] = [kubeconfig('a', 'https://a'), kubeconfig('b', 'https://b')].join(delimiter);
    expect(loadKubeConfig(options).server).toBe('https://a');
    expect(loadKubeConfig({ ...options, path: kubeconfig('c', 'https://c') }).server).toBe('https://c');
  });

  it('says where it has looked when there is nothing', () => {
    const options = { env: { HOME: folder }, serviceAccountFolder: '/nowhere' };
    expect(() => loadKubeConfig(options)).toThrow(/KUBECONFIG is not set, there is no ServiceAccount in \/nowhere/);
  });

  it('uses the ServiceAccount of a pod, and its token as it is now', async () => {
    write('token', 'first\n');
    write('ca.crt', 'authority');
    write('namespace', 'team');
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    const connection = loadKubeConfig({ env, serviceAccountFolder: folder });
    expect(connection.namespace).toBe('team');
    const settings = await connection.settings();
    expect(settings).toMatchObject({ server: 'https://10.0.0.1:443', headers: { authorization: 'Bearer first' } });
    expect(String(settings.tls.ca)).toBe('authority');
    write('token', 'second');
    expect((await connection.settings()).headers).toEqual({ authorization: 'Bearer first' });
    connection.forget();
    expect((await connection.settings()).headers).toEqual({ authorization: 'Bearer second' });
  });

  it('reads all of a user and a cluster', async () => {
    const user = {
      'client-certificate': write('crt', 'cert'),
      'client-key-data': base64('key'),
      as: 'jane',
      token: 't',
    };
    const cluster = {
      'certificate-authority-data': base64('ca'),
      'tls-server-name': 'api',
      'insecure-skip-tls-verify': true,
      'proxy-url': 'http://proxy:3128',
    };
    const settings = await loadKubeConfig({ path: kubeconfig('config', 'https://a/', user, cluster) }).settings();
    const { ca, cert, key, ...rest } = settings.tls;
    expect([ca, cert, key].map(String)).toEqual(['ca', 'cert', 'key']);
    expect(rest).toEqual({ servername: 'api', rejectUnauthorized: false });
    expect(settings).toMatchObject({ server: 'https://a', proxyUrl: 'http://proxy:3128' });
    expect(settings.headers).toEqual({ authorization: 'Bearer t', 'impersonate-user': 'jane' });
  });

  it('sends a name and password', async () => {
    const path = kubeconfig('config', 'http://a', { username: 'jane', password: 'pw' });
    expect((await loadKubeConfig({ path }).settings()).headers).toEqual({ authorization: 'Basic amFuZTpwdw==' });
  });

  it('reads a token file anew, and refuses an empty one', async () => {
    write('token', 'one');
    const connection = loadKubeConfig({ path: kubeconfig('config', 'http://a', { tokenFile: 'token' }) });
    expect((await connection.settings()).headers).toEqual({ authorization: 'Bearer one' });
    write('token', ' \n');
    connection.forget();
    await expect(connection.settings()).rejects.toThrow(`token file ${join(folder, 'token')} is empty`);
  });

  it('follows a kubeconfig that is written anew', async () => {
    const path = kubeconfig('config', 'http://a', { token: 'one' });
    const connection = loadKubeConfig({ path });
    await connection.settings();
    kubeconfig('config', 'http://b', { token: 'two' });
    connection.forget();
    expect(await connection.settings()).toMatchObject({ server: 'http://b', headers: { authorization: 'Bearer two' } });
  });

  it('runs a plugin once for as long as its answer is good, and again when that was refused', async () => {
    const { exec, runs } = plugin('2999-01-01T00:00:00Z');
    const connection = loadKubeConfig({ path: kubeconfig('config', 'https://a', { exec }) });
    const all = await Promise.all([connection.settings(), connection.settings()]);
    for (const { headers } of all) expect(headers).toEqual({ authorization: 'Bearer from-plugin' });
    expect(runs()).toHaveLength(1);
    expect(JSON.parse(runs()[0] ?? '')).toMatchObject({ kind: 'ExecCredential', spec: { interactive: false } });
    connection.forget();
    await connection.settings();
    expect(runs()).toHaveLength(2);
    connection.forget();
    await connection.settings();
    expect(runs()).toHaveLength(2);
  });

  it('says what a plugin that fails said', async () => {
    const exec = {
      apiVersion: 'v1',
      command: process.execPath,
      args: ['-e', 'console.error("log in first");process.exit(1)'],
    };
    const connection = loadKubeConfig({ path: kubeconfig('config', 'https://a', { exec }) });
    await expect(connection.settings()).rejects.toThrow('log in first');
  });
});

describe('fixedConnection', () => {
  it('needs nothing but a server', async () => {
    expect(await fixedConnection({ server: 'http://a/' }).settings()).toEqual({
      server: 'http://a',
      headers: {},
      tls: {},
    });
  });
});

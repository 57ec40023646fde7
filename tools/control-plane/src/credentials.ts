import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Authority, Identity } from './pki.js';
import { createAuthority, createServiceAccountKeys } from './pki.js';

/** Everything that proves who is who in one control plane. */
export interface Credentials {
  readonly authority: Authority;
  readonly frontProxyAuthority: Authority;
  /** A member of system:masters. */
  readonly admin: Identity;
  /** What the API server shows to aggregated API servers. */
  readonly frontProxy: Identity;
  /** Paths of the files that the servers read. */
  readonly files: {
    readonly ca: string;
    readonly caKey: string;
    readonly server: string;
    readonly serverKey: string;
    readonly frontProxyCa: string;
    readonly frontProxy: string;
    readonly frontProxyKey: string;
    readonly serviceAccountKey: string;
    readonly serviceAccountPublicKey: string;
  };
}

const serverHosts = [
  '127.0.0.1',
  '10.96.0.1',
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
];

/** Makes new credentials and writes what the servers need of them into `folder`. */
export async function createCredentials(folder: string): Promise<Credentials> {
  mkdirSync(folder, { recursive: true });
  const [authority, frontProxyAuthority] = await Promise.all([
    createAuthority('dogwatch-ca'),
    createAuthority('dogwatch-front-proxy-ca'),
  ]);
  const [server, admin, frontProxy] = await Promise.all([
    authority.issue({ commonName: 'kube-apiserver', hosts: serverHosts }),
    authority.issue({ commonName: 'admin', organizations: ['system:masters'] }),
    frontProxyAuthority.issue({ commonName: 'front-proxy' }),
  ]);
  const serviceAccounts = createServiceAccountKeys();
  const write = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const files = {
    ca: write('ca.crt', authority.certificate),
    caKey: write('ca.key', authority.key),
    server: write('apiserver.crt', server.certificate),
    serverKey: write('apiserver.key', server.key),
    frontProxyCa: write('front-proxy-ca.crt', frontProxyAuthority.certificate),
    frontProxy: write('front-proxy.crt', frontProxy.certificate),
    frontProxyKey: write('front-proxy.key', frontProxy.key),
    serviceAccountKey: write('service-accounts.key', serviceAccounts.privateKey),
    serviceAccountPublicKey: write('service-accounts.pub', serviceAccounts.publicKey),
  };
  return { authority, frontProxyAuthority, admin, frontProxy, files };
}

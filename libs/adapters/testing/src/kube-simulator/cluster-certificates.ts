import { createTestCa, issueCertificate } from '../test-certificates.js';
import type { CertificatePair, TestCa } from '../test-certificates.js';
import type { JsonObject } from '../json/json.js';

/** The certificates of a cluster whose API server speaks HTTPS. */
export interface ClusterCertificates {
  /** Signs what the API server shows. */
  readonly serverCa: TestCa;
  readonly server: CertificatePair;
  /** Signs the certificates of users: CN is the name, O are the groups. */
  readonly clientCa: TestCa;
  /** Signs what the aggregator shows to backends. */
  readonly frontProxyCa: TestCa;
  readonly frontProxy: CertificatePair;
}

const allowedName = 'front-proxy-client';

/** Makes all certificates of a cluster; they last a day. */
export async function issueClusterCertificates(): Promise<ClusterCertificates> {
  const [serverCa, clientCa, frontProxyCa] = await Promise.all(
    ['kubernetes', 'clients', 'front-proxy'].map(createTestCa),
  );
  if (!serverCa || !clientCa || !frontProxyCa) throw new Error('three names make three authorities');
  const dnsNames = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  const server = {
    ca: serverCa,
    commonName: 'kube-apiserver',
    dnsNames,
    ips: ['127.0.0.1'],
    usages: ['server'] as const,
  };
  return {
    serverCa,
    clientCa,
    frontProxyCa,
    server: await issueCertificate(server),
    frontProxy: await issueCertificate({ ca: frontProxyCa, commonName: allowedName, usages: ['client'] }),
  };
}

/** The ConfigMap by which backends learn whom to trust (kube-system/extension-apiserver-authentication). */
export function toAuthenticationConfigMap({ clientCa, frontProxyCa }: ClusterCertificates): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
    data: {
      'client-ca-file': clientCa.certificate,
      'requestheader-allowed-names': JSON.stringify([allowedName]),
      'requestheader-client-ca-file': frontProxyCa.certificate,
      'requestheader-extra-headers-prefix': JSON.stringify(['X-Remote-Extra-']),
      'requestheader-group-headers': JSON.stringify(['X-Remote-Group']),
      'requestheader-username-headers': JSON.stringify(['X-Remote-User']),
    },
  };
}

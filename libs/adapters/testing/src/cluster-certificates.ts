import type { JsonObject } from './json/json.js';
import { type CertificatePair, createTestCa, issueCertificate, type TestCa } from './test-certificates.js';

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

const frontProxyName = 'front-proxy-client';

/** Makes all certificates of a cluster; they last a day. */
export async function issueClusterCertificates(): Promise<ClusterCertificates> {
  const serverCa = await createTestCa('kubernetes');
  const clientCa = await createTestCa('clients');
  const frontProxyCa = await createTestCa('front-proxy');
  const dnsNames = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  const names = { commonName: 'kube-apiserver', dnsNames, ips: ['127.0.0.1'] };
  return {
    serverCa,
    clientCa,
    frontProxyCa,
    server: await issueCertificate({ ca: serverCa, ...names, usages: ['server'] }),
    frontProxy: await issueCertificate({ ca: frontProxyCa, commonName: frontProxyName, usages: ['client'] }),
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
      'requestheader-allowed-names': JSON.stringify([frontProxyName]),
      'requestheader-client-ca-file': frontProxyCa.certificate,
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-username-headers': '["X-Remote-User"]',
    },
  };
}

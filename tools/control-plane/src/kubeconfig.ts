import type { ApiAccess } from './api-request.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig with everything inside it, as JSON, which is YAML too. */
export function renderKubeconfig({ server, caCertificate, identity }: ApiAccess, user: string): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'dogwatch', cluster: { server, 'certificate-authority-data': base64(caCertificate) } }],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': base64(identity.certificate),
          'client-key-data': base64(identity.key),
        },
      },
    ],
    contexts: [{ name: 'dogwatch', context: { cluster: 'dogwatch', user, namespace: 'default' } }],
    'current-context': 'dogwatch',
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

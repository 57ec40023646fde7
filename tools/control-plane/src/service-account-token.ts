import type { ApiAccess } from './api-request.js';
import { requestApi } from './api-request.js';

function readToken(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'status' in answer) {
    const { status } = answer;
    if (typeof status === 'object' && status !== null && 'token' in status && typeof status.token === 'string') {
      return status.token;
    }
  }
  throw new Error('the API server answered a TokenRequest without a token');
}

/** A token of a ServiceAccount, valid for an hour. Creates the account if it is not there. */
export async function createServiceAccountToken(access: ApiAccess, namespace: string, name: string): Promise<string> {
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await requestApi(access, { method: 'POST', path: accounts, body: { metadata: { name } } }).catch((error: unknown) => {
    if (!String(error).includes('AlreadyExists')) throw error;
  });
  const answer = await requestApi(access, {
    method: 'POST',
    path: `${accounts}/${name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  });
  return readToken(answer);
}

import type { Caller, CallRequest } from './caller.js';
import type { CallOptions } from './kube-client.js';
import type { KubeResult } from './kube-result.js';
import { localFailure } from './status-failure.js';

/** Sends a request and reads its answer as JSON. The server's word is taken for its type. */
export async function exchangeJson<T>(
  { exchange }: Pick<Caller, 'exchange'>,
  request: CallRequest,
  options?: CallOptions,
): Promise<KubeResult<T>> {
  const result = await exchange(request, options);
  if (!result.ok) return result;
  try {
    const value: T = JSON.parse(result.value);
    return { ok: true, value };
  } catch {
    const start = JSON.stringify(result.value.slice(0, 80));
    return localFailure('BadAnswer', `${request.spanName}: the answer is not JSON but begins with ${start}`);
  }
}

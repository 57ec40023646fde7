import type { Identity } from '../authentication/identity.js';
import type { Status } from '../http/api-objects.js';
import type { RequestInfo } from '../http/request-info.js';
import { toStatus } from '../http/status.js';

/** 403 in the words of Kubernetes API servers; `why` is what the authorizer said, possibly nothing. */
export function forbidden({ user }: Identity, info: RequestInfo, why: string): Status {
  const because = why === '' ? '' : `: ${why}`;
  const { resource: target } = info;
  if (target === undefined) {
    const message = `forbidden: User "${user}" cannot ${info.verb} path "${info.path}"${because}`;
    return toStatus(403, 'Forbidden', message, {});
  }
  const { group, resource, subresource, namespace, name } = target;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const subject = name === '' ? `${resource}.${group}` : `${resource}.${group} "${name}"`;
  const message = `${subject} is forbidden: User "${user}" cannot ${info.verb} resource "${what}" in API group "${group}" ${where}${because}`;
  return toStatus(403, 'Forbidden', message, { ...(name !== '' && { name }), group, kind: resource });
}

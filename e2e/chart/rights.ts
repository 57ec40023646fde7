import type { KubePermissions } from '@dogwatch/service';
import { createKubeClient, loadKubeConfig } from '@dogwatch/kube';
import { send } from '../lab/apply.ts';

/** One thing that somebody may do or not. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  /** With a subresource after a slash. */
  readonly resource: string;
  readonly name?: string;
  /** Without one: in all namespaces, or on what has none. */
  readonly namespace?: string;
}

/** Every right that an app declares, one by one; `own` is the namespace it runs in. */
export function toRights({ cluster, own: rules }: KubePermissions, own: string): Right[] {
  const scoped = [
    ...cluster.map((rule) => ({ rule, scope: {} })),
    ...rules.map((rule) => ({ rule, scope: { namespace: own } })),
  ];
  return scoped.flatMap(({ rule, scope }) =>
    rule.apiGroups.flatMap((group) =>
      rule.resources.flatMap((resource) =>
        rule.verbs.flatMap((verb) =>
          (rule.resourceNames ?? [undefined]).map((name) => ({
            verb,
            group,
            resource,
            ...scope,
            ...(name === undefined ? {} : { name }),
          })),
        ),
      ),
    ),
  );
}

/** What `kubectl auth can-i` would say of a ServiceAccount, by a SubjectAccessReview. */
export function accessReviewer(kubeconfigPath: string): (user: string, right: Right) => Promise<boolean> {
  const client = createKubeClient(loadKubeConfig({ path: kubeconfigPath }), { userAgent: 'chart-test' });
  return async (user, { verb, group, resource: path, name, namespace }) => {
    const [resource, subresource] = path.split('/');
    const answer = (await send(client, 'POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: { user, resourceAttributes: { verb, group, resource, subresource, name, namespace } },
      },
    })) as { readonly status: { readonly allowed: boolean } };
    return answer.status.allowed;
  };
}

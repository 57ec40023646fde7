import type { JsonObject } from '../json.js';
import type { AdmissionPlan, MutationContext } from '../plan.js';

/** What the restricted Pod Security Standard demands of a container. */
const restricted: JsonObject = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: { drop: ['ALL'] },
};

const enforceLabel = 'pod-security.kubernetes.io/enforce';

/** The security context of injected init containers: the configured one, or what a restricted namespace demands, or none. */
export function planInitSecurityContext(
  { options }: AdmissionPlan,
  { namespaceLabels }: MutationContext,
): JsonObject | undefined {
  if (options.initSecurityContext !== undefined) return options.initSecurityContext;
  return namespaceLabels?.[enforceLabel] === 'restricted' ? restricted : undefined;
}

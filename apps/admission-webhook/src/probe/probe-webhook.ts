import type { AdmissionPlan } from '@dogwatch/admission';
import { isJsonObject, objectAt } from '@dogwatch/admission';
import type { WebhookSelectors } from '@dogwatch/admission';
import type { ReviewAnswer, ReviewRequest } from '../review/admission-review.js';

/** Where the API server sends probes to. */
export const probePath = '/probe';

/** Marks a ConfigMap that is only created, as a dry run, to see whether the webhooks are called. */
export const probeLabel = 'admission.dogwatch.io/probe';

/** What the webhook adds to it. */
export const probedAnnotation = 'admission.dogwatch.io/probed';

/** Marked ConfigMaps of our own namespace, and nothing else. The selectors that AKS demands are of no use, but have to be there. */
export function toProbeSelectors({ environment }: AdmissionPlan, aksSelectors: WebhookSelectors): WebhookSelectors {
  const [, ...demanded] = aksSelectors.namespaceSelector.matchExpressions ?? [];
  return {
    objectSelector: { matchLabels: { [probeLabel]: 'true' } },
    namespaceSelector: {
      matchExpressions: [
        { key: 'kubernetes.io/metadata.name', operator: 'In', values: [environment.ownNamespace] },
        ...demanded,
      ],
    },
  };
}

/** Answers a probe: says on the object that we were here. */
export function answerProbe({ object }: ReviewRequest): ReviewAnswer {
  const metadata = isJsonObject(object) ? objectAt(object, 'metadata') : undefined;
  if (metadata === undefined) return { problem: 'the probe has no metadata' };
  const annotations = { ...objectAt(metadata, 'annotations'), [probedAnnotation]: 'true' };
  return { patch: JSON.stringify([{ op: 'add', path: '/metadata/annotations', value: annotations }]) };
}

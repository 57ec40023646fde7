import type { ObjectSelector } from './label-selector.js';

/** A metric of type External that an autoscaler names. */
export interface ExternalMetric {
  readonly name: string;
  readonly selector?: ObjectSelector | null | undefined;
}

/** A HorizontalPodAutoscaler or WatermarkPodAutoscaler, as far as its external metrics go. */
export interface Autoscaler {
  readonly kind: 'hpa' | 'wpa';
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly externalMetrics: readonly ExternalMetric[];
}

interface Metadata {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | null | undefined;
}

/** The part of an `autoscaling/v2` HorizontalPodAutoscaler that is read. */
export interface HpaObject {
  readonly metadata: Metadata;
  readonly spec?: {
    readonly metrics?:
      | readonly { readonly type: string; readonly external?: { readonly metric: ExternalMetric } | null | undefined }[]
      | null
      | undefined;
  };
}

/** The part of a `datadoghq.com/v1alpha1` WatermarkPodAutoscaler that is read. */
export interface WpaObject {
  readonly metadata: Metadata;
  readonly spec?: {
    readonly metrics?:
      | readonly {
          readonly type: string;
          readonly external?:
            | { readonly metricName: string; readonly metricSelector?: ObjectSelector | null | undefined }
            | null
            | undefined;
        }[]
      | null
      | undefined;
  };
}

/** `hpa:NAMESPACE/NAME` or `wpa:NAMESPACE/NAME`, as status.autoscalerReferences lists it. */
export function autoscalerReference({ kind, namespace, name }: Autoscaler): string {
  return `${kind}:${namespace}/${name}`;
}

/** Reads a HorizontalPodAutoscaler. */
export function fromHpa({ metadata, spec }: HpaObject): Autoscaler {
  const externalMetrics = (spec?.metrics ?? []).flatMap(({ external }) => (external?.metric ? [external.metric] : []));
  return toAutoscaler('hpa', metadata, externalMetrics);
}

/** Reads a WatermarkPodAutoscaler. */
export function fromWpa({ metadata, spec }: WpaObject): Autoscaler {
  const externalMetrics = (spec?.metrics ?? []).flatMap(({ external }) =>
    external ? [{ name: external.metricName, selector: external.metricSelector }] : [],
  );
  return toAutoscaler('wpa', metadata, externalMetrics);
}

function toAutoscaler(
  kind: Autoscaler['kind'],
  { name, namespace = '', labels }: Metadata,
  externalMetrics: readonly ExternalMetric[],
): Autoscaler {
  return { kind, namespace, name, labels: labels ?? {}, externalMetrics };
}

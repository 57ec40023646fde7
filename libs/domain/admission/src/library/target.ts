import type { LabelSelector } from '@dogwatch/scaling';
import type { JsonObject } from '../json.js';

/** A variable that a target or an annotation hands to the tracers, as Kubernetes writes it: with `value` or `valueFrom`. */
export interface TracerConfig extends JsonObject {
  readonly name: string;
}

/** Which namespaces a target is for: by their names, or by their labels. */
export type NamespaceSelector = { readonly names: readonly string[] } | { readonly labels: LabelSelector };

/** A rule that instruments the pods its selectors match (`DD_APM_INSTRUMENTATION_TARGETS`). */
export interface Target {
  readonly name: string;
  /** Without it every pod matches. */
  readonly podSelector?: LabelSelector;
  /** Without it every namespace matches. */
  readonly namespaceSelector?: NamespaceSelector;
  /** Language to version; empty means the default libraries. */
  readonly versions: ReadonlyMap<string, string>;
  readonly tracerConfigs: readonly TracerConfig[];
  /** The target as compact JSON in the order of its documentation, as it is written into pods. */
  readonly json: string;
}

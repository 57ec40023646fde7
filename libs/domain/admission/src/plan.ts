import type { AdmissionOptions } from './options/admission-options.js';
import type { ParsedOptions } from './options/parse-admission-options.js';
import { planTargets } from './library/plan-targets.js';
import type { Target } from './library/target.js';
import type { OwnerLookup } from './owner-lookup.js';

/** What is known of the process and the cluster once, at the start. */
export interface PlanEnvironment {
  /** Namespace of this service; its pods are never changed. */
  readonly ownNamespace: string;
  /** Unix time of the start, in seconds. */
  readonly startTimeSeconds: number;
  /** Version of the API server, such as `v1.36.3`; undefined allows everything. */
  readonly kubernetesVersion?: string;
}

/** The options, worked out as far as they do not depend on a pod. Made once, used for every pod. */
export interface AdmissionPlan {
  readonly options: AdmissionOptions;
  readonly environment: PlanEnvironment;
  /** Whether libraries are injected at all: turned on and free of contradictions. */
  readonly injectsLibraries: boolean;
  /** `v1`: through variables of the languages; `v2`: through the injector. */
  readonly version: 'v1' | 'v2';
  /** Registry of libraries and injector. */
  readonly registry: string;
  /** The targets of single-step instrumentation in the order they are tried; empty when it is off. */
  readonly targets: readonly Target[];
  /** Namespaces that get no libraries. */
  readonly excludedFromLibraries: ReadonlySet<string>;
}

/** What is known of one request. */
export interface MutationContext {
  /** Namespace of the request; empty when unknown, then that of the pod counts. */
  readonly namespace: string;
  /** Unix time in seconds. */
  readonly nowSeconds: number;
  /** Labels of the namespace; undefined when the namespace is not known. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  /** The owner that `planOwnerLookup` asked for; undefined when it asked for none. */
  readonly owner?: OwnerLookup;
  /** Languages that were detected in the containers of the pod's Deployment; the owner tells them if this does not. */
  readonly detectedLanguages?: readonly string[];
}

/** Works out the options. Options that contradict each other turn library injection off. */
export function compileAdmissionPlan(parsed: ParsedOptions, environment: PlanEnvironment): AdmissionPlan {
  const { options, errors } = parsed;
  const { instrumentationEnabled } = options;
  return {
    options,
    environment,
    injectsLibraries:
      options.autoInstrumentationEnabled && !errors.some(({ disables }) => disables === 'lib_injection'),
    version: options.instrumentationVersion ?? (instrumentationEnabled ? 'v2' : 'v1'),
    registry: options.libraryRegistry ?? options.containerRegistry,
    targets: instrumentationEnabled ? planTargets(options) : [],
    excludedFromLibraries: new Set(
      ['kube-system', environment.ownNamespace, ...options.disabledNamespaces].filter((name) => name !== ''),
    ),
  };
}

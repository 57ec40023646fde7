import type { JsonObject, JsonValue } from '@dogwatch/admission';
import type { CaseResult } from '../../suite.ts';

/** One case of admission.json. */
export interface Vector {
  readonly name: string;
  readonly group: string;
  readonly profile?: string;
  readonly webhook: string;
  readonly stance?: string;
  readonly config: Readonly<Record<string, string>>;
  readonly context?: VectorContext;
  readonly pod?: JsonObject;
  readonly owners?: readonly JsonObject[];
  readonly libraries?: readonly VectorLibrary[];
  readonly request?: JsonObject;
  readonly expected: Expected;
  readonly recommended?: JsonValue;
  readonly compare?: PodComparison;
}

/** What is known of the request and the cluster. */
export interface VectorContext {
  readonly namespace?: string;
  readonly clusterAgentNamespace?: string;
  /** Unix seconds; RFC 3339 in the group `certificate`. */
  readonly now?: number | string;
  readonly clusterAgentStartTime?: string;
  readonly namespaceLabels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly caBundle?: string;
  readonly kubernetesVersion?: string;
  readonly secret?: JsonObject | null;
}

/** A library that is selected: given keys only. */
export interface VectorLibrary {
  readonly language?: string;
  readonly image?: string;
  readonly container?: string;
}

/** What must come out; which keys there are depends on the group. */
export interface Expected {
  readonly [key: string]: JsonValue | undefined;
}

/** How pods are compared. */
export interface PodComparison {
  readonly env?: string;
  readonly volumes?: string;
  readonly volumeMounts?: string;
  /** Annotations that hold comma lists, compared as sets. */
  readonly annotationLists?: readonly string[];
  /** Containers whose env is not compared; `*` stands for any text. */
  readonly ignoreEnvOf?: readonly string[];
}

/** Runs the vectors of one group. */
export type GroupRunner = (vector: Vector) => CaseResult | Promise<CaseResult>;

/** A failed result. */
export function fail(diff: string): CaseResult {
  return { ok: false, diff };
}

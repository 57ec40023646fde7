/**
 * What is wrong or doubtful about a KEDA trigger or what it refers to: each reason with one sentence. An error is refused by
 * KEDA or Datadog, or does something else than it says; a warning has no effect or is likely not meant.
 */
export const kedaFindings = {
  AggregatorMissing: 'The query may give several series, and no queryAggregator says what to make of them.',
  AuthModeMissing: 'Without authMode KEDA sends no token to the metrics service.',
  AuthenticationMissing: 'The trigger has no authenticationRef, and so no keys.',
  DoubtfulQuery: 'The query works, and likely does not do what is meant.',
  DuplicateMetric: "Two triggers of KEDA's own scaler read the same DatadogMetric; KEDA refuses the ScaledObject.",
  GlobalHasNoEffect: '`type: global` leaves the target an average per pod; `metricType: Value` does what it says.',
  InvalidQuery: 'Datadog refuses the query.',
  InvalidTrigger: 'A value of the trigger cannot be used.',
  KeyMissing: 'A key that the trigger needs is not there.',
  KeyOfOtherMode: 'The key counts only in the other mode of the scaler and is ignored.',
  MetricNotActive:
    'The DatadogMetric of a ScaledJob lacks the annotation always-active; no autoscaler names it, so it is never queried.',
  Misplaced: 'The key is read from another place and ignored in this one.',
  NoEffect: 'The key is known and has no effect.',
  NotText: 'Values of the metadata are texts; the API server refuses numbers and booleans that are not quoted.',
  ParameterMissing: 'The authentication lacks a parameter that the trigger needs.',
  SecretInMetadata:
    'A key or token stands in the metadata, where everybody who may read the object sees it, and is not used.',
  SecretKeyMissing: 'The authentication reads a key that the Secret does not have; KEDA takes it for empty.',
  ShortAge: 'In a window below 60 s Datadog may have no point.',
  UnknownKey: 'No scaler knows the key; it is ignored.',
  UnknownSite: "KEDA's own scaler refuses sites that it does not know, private ones too.",
} as const;

/** A reason of `kedaFindings`. */
export type KedaFindingReason = keyof typeof kedaFindings;

/** A way to a value of a document. */
export type DocumentPath = readonly (number | string)[];

/** A value of a document, or a place where one is missing. */
export interface DocumentPlace {
  /** Index of the document in its file. */
  readonly document: number;
  readonly path: DocumentPath;
}

/** Something wrong or doubtful, and where. */
export interface KedaFinding extends DocumentPlace {
  readonly severity: 'error' | 'warning';
  readonly reason: KedaFindingReason;
  readonly message: string;
  /** Where in the text at the place, in UTF-16 units. */
  readonly offset?: number;
}

/** Makes an error. */
export function error(place: DocumentPlace, reason: KedaFindingReason, message: string): KedaFinding {
  return { ...place, severity: 'error', reason, message };
}

/** Makes a warning. */
export function warning(place: DocumentPlace, reason: KedaFindingReason, message: string): KedaFinding {
  return { ...place, severity: 'warning', reason, message };
}

/** A place below another. */
export function below({ document, path }: DocumentPlace, ...steps: DocumentPath): DocumentPlace {
  return { document, path: [...path, ...steps] };
}

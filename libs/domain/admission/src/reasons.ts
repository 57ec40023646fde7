/**
 * Why a rule changed a pod or left it alone: each reason with one sentence. The names appear unchanged in warnings,
 * annotations, logs, metrics and `dogwatch explain`.
 */
export const admissionReasons = {
  AlreadyInjected: 'The pod carries an injection already, so nothing is injected again.',
  AlreadyPresent: 'Every container has what the rule adds; values of the pod are never overwritten.',
  BadAnnotation: 'An annotation of the pod cannot be read and is ignored.',
  BadLabel: 'A label of the pod has a value nobody knows and is ignored.',
  ConflictingImages: 'Two annotations want different images of the same library in one pod; the first is taken.',
  CsiDisabled: 'CSI volumes are asked for but turned off, so sockets are mounted from the host.',
  DefinedByReference:
    'The variable takes its value from a reference (valueFrom), so it cannot be extended without breaking it.',
  EnvironmentInjected: 'The library is loaded through a variable of its language.',
  ExcludedNamespace: 'Pods of kube-system, of our own namespace and of disabled namespaces are never changed.',
  ImageVolumesUnsupported: 'The API server is too old for image volumes with sub-paths.',
  Injected: 'What the rule adds was missing and was added.',
  InvalidConfigMode: 'The configured mode of reaching the agent is none of hostip, service, socket, csi.',
  InvalidOption: 'An option has a value that is not accepted.',
  InvalidTarget: 'The configured targets contradict each other or cannot be read.',
  LibrarySelected: 'A source has decided which libraries are injected.',
  LimitTooLow: 'The pod has too little CPU or memory for the init containers that copy the libraries.',
  MalformedPod: 'The pod is not built as the API server accepts it, so it is left alone.',
  NeedsInjector: 'The library works with the injector only (DD_APM_INSTRUMENTATION_VERSION=v2).',
  NoLabels: 'Neither the pod nor its owner has one of the labels tags.datadoghq.com/env, service, version.',
  NoLibraries: 'No annotation and no target asks for a library.',
  NoNamespace: 'The owner of the pod cannot be looked up, because the request names no namespace.',
  NoOwner: 'The pod belongs to no object whose labels could be taken.',
  NoService: 'No service name can be derived: the pod has no or several owners, or an owner of another kind.',
  NotOptedIn: 'The pod has no label admission.datadoghq.com/enabled=true and unlabelled pods are not changed.',
  OptedIn: 'The label of the pod, or the settings for unlabelled pods, ask for the change.',
  OptedOut: 'The pod has the label admission.datadoghq.com/enabled=false.',
  OwnerNotFound: 'The owner of the pod was not found or may not be read, so its labels are not used.',
  OwnerReferenceInvalid: 'The reference to the owner names no valid API version.',
  PatchDoesNotFit: 'An operation of the patch points at nothing.',
  RegistryNotAllowed: 'The image comes from a registry that the allow list does not name.',
  UnknownContainer: 'An annotation names a container that the pod does not have.',
  UnknownLanguage: 'There is no library for the language.',
  UnknownNamespace: 'The labels of the namespace are not known, and a target selects by them.',
  WebhookDisabled: 'The webhook is turned off by its option.',
  WindowsPod: 'The pod runs on Windows; the libraries are for Linux.',
} as const;

/** A reason of `admissionReasons`. */
export type AdmissionReason = keyof typeof admissionReasons;

/** A reason and the sentence for this very case. */
export interface Problem {
  readonly reason: AdmissionReason;
  readonly message: string;
}

/** An expected failure, as the functions of this package return it. */
export interface Failure extends Problem {
  readonly ok: false;
}

/** Makes a `Failure`. */
export function failure(reason: AdmissionReason, message: string): Failure {
  return { ok: false, reason, message };
}

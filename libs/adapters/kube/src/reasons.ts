/**
 * The reasons of failures that did not come from the API server, each with what it means. All other reasons are those of the
 * API server's Status (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/).
 */
export const kubeReasons = {
  BadAnswer: 'The API server, or something in front of it, answered with something that is not what was asked for.',
  Cancelled: 'The caller gave the call up before there was an answer.',
  NoCredentials: 'The kubeconfig, token file or credential plugin could not be read or run.',
  Timeout: 'There was no answer in the time the call had.',
  Unreachable: 'No connection to the API server could be made, or it broke before the answer was complete.',
} as const;

/** A reason of `kubeReasons`. */
export type KubeReason = keyof typeof kubeReasons;

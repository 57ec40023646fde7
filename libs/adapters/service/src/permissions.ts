/** One rule of a Kubernetes Role. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/**
 * What an app may do in Kubernetes: the least it works with. The chart's roles are generated from it, and the stories on a
 * real API server run with exactly these rules.
 */
export interface KubePermissions {
  /** In every namespace, and on what has none. */
  readonly cluster: readonly PolicyRule[];
  /** In the namespace the app runs in. */
  readonly own: readonly PolicyRule[];
  /** A Role that Kubernetes itself keeps, in `kube-system`, that the app is bound to. */
  readonly kubeSystemRole?: string;
}

/** Every name by which a Service can be called inside the cluster, the shortest first. */
export function toDnsNames(service: string, namespace: string): readonly string[] {
  return ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`].map(
    (suffix) => service + suffix,
  );
}

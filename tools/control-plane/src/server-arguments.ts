import type { Credentials } from './credentials.js';

type Files = Credentials['files'];

/** Flags of etcd: everything on loopback, nothing synced to disk. */
export function etcdArguments({ port, dataFolder }: { readonly port: number; readonly dataFolder: string }): string[] {
  const url = `http://127.0.0.1:${port}`;
  return [
    `--data-dir=${dataFolder}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    '--listen-peer-urls=http://127.0.0.1:0',
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

/** Files of kube-apiserver that not everybody wants. */
export interface ServerFiles {
  readonly audit?: { readonly policyPath: string; readonly logPath: string };
  readonly tracingPath?: string;
}

/** Flags of kube-apiserver: RBAC, aggregation through a front proxy, service account tokens, an audit log and spans if wanted. */
export function apiServerArguments(
  options: ServerFiles & { readonly port: number; readonly etcdPort: number; readonly files: Files },
): string[] {
  const { files, audit, tracingPath } = options;
  return [
    `--etcd-servers=http://127.0.0.1:${options.etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${options.port}`,
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.96.0.0/24',
    '--authorization-mode=RBAC',
    `--tls-cert-file=${files.server}`,
    `--tls-private-key-file=${files.serverKey}`,
    `--client-ca-file=${files.ca}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${files.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${files.serviceAccountKey}`,
    `--requestheader-client-ca-file=${files.frontProxyCa}`,
    '--requestheader-allowed-names=front-proxy',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${files.frontProxy}`,
    `--proxy-client-key-file=${files.frontProxyKey}`,
    ...(audit === undefined ? [] : [`--audit-policy-file=${audit.policyPath}`, `--audit-log-path=${audit.logPath}`]),
    ...(tracingPath === undefined ? [] : [`--tracing-config-file=${tracingPath}`]),
  ];
}

/** Flags of kube-controller-manager: all controllers, with the HPA's clocks as given and no waiting for a metric's start. */
export function controllerManagerArguments(options: {
  readonly kubeconfigPath: string;
  readonly files: Files;
  readonly hpaSyncSeconds: number;
  readonly downscaleStabilizationSeconds: number;
}): string[] {
  const { files } = options;
  return [
    `--kubeconfig=${options.kubeconfigPath}`,
    '--leader-elect=false',
    '--secure-port=0',
    `--root-ca-file=${files.ca}`,
    `--service-account-private-key-file=${files.serviceAccountKey}`,
    '--use-service-account-credentials=true',
    `--cluster-signing-cert-file=${files.ca}`,
    `--cluster-signing-key-file=${files.caKey}`,
    `--horizontal-pod-autoscaler-sync-period=${options.hpaSyncSeconds}s`,
    `--horizontal-pod-autoscaler-downscale-stabilization=${options.downscaleStabilizationSeconds}s`,
  ];
}

import type { JsonObject } from '@dogwatch/admission';

/** A pod of a Deployment as the ReplicaSet controller creates it: three containers, about 4 KB as a review. */
export function toPod(index: number): JsonObject {
  const container = (name: string): JsonObject => ({
    name,
    image: `registry.example.com/shop/${name}:1.${index}.0`,
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: Array.from({ length: 6 }, (_, at) => ({ name: `SETTING_${at}`, value: `value-${index}-${at}` })),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
    livenessProbe: { httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' }, periodSeconds: 10 },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app', readOnly: true },
      { name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ],
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: 'web-5d8f9c7b64-',
      labels: { app: 'web', 'pod-template-hash': '5d8f9c7b64', 'admission.datadoghq.com/enabled': 'true' },
      annotations: { 'admission.datadoghq.com/python-lib.version': 'v2.17.2' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d8f9c7b64', uid: 'u-rs', controller: true },
      ],
    },
    spec: {
      containers: ['app', 'proxy', 'logger'].map(container),
      volumes: [
        { name: 'config', configMap: { name: 'web', defaultMode: 420 } },
        { name: 'token', projected: {} },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      serviceAccountName: 'web',
    },
  };
}

import {
  compileAdmissionPlan,
  type JsonObject,
  type Mutation,
  mutateForWebhook,
  mutatePod,
  parseAdmissionOptions,
} from '@dogwatch/admission';
import type { Bench, Row } from './bench.ts';

const roundMillis = 100;
const rounds = 20;
const context = { namespace: 'shop', nowSeconds: 1_700_000_000, namespaceLabels: {} };

function planFor(environment: Readonly<Record<string, string>>) {
  const parsed = parseAdmissionOptions(environment);
  return compileAdmissionPlan(parsed, { ownNamespace: 'datadog', startTimeSeconds: 1_690_000_000 });
}

/** A pod of three containers with ten variables each, as the API server sends it. */
function pod(enabled: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: 'shop-5d8f7c9b6d-',
      labels: {
        app: 'shop',
        'admission.datadoghq.com/enabled': enabled,
        'tags.datadoghq.com/env': 'prod',
        'tags.datadoghq.com/service': 'shop',
        'tags.datadoghq.com/version': '1.4.2',
      },
      annotations: { 'admission.datadoghq.com/java-lib.version': 'v1', 'example.com/note': 'none' },
    },
    spec: {
      containers: ['web', 'worker', 'proxy'].map(container),
      volumes: [{ name: 'token', projected: {} }],
    },
  };
}

function container(name: string): JsonObject {
  return {
    name,
    image: `registry.example/${name}:1.4.2`,
    env: Array.from({ length: 10 }, (_, index) => ({ name: `SETTING_${index}`, value: `value-${index}` })),
    resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    volumeMounts: [{ name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }],
  };
}

/** Nanoseconds a mutation, the best of many short rounds: the others shared the core with something else or warmed up. */
function measure(mutate: () => Mutation): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < roundMillis) {
      for (let index = 0; index < 100; index++) mutate();
      count += 100;
    }
    best = Math.min(best, ((performance.now() - start) * 1e6) / count);
  }
  return best;
}

function row(name: string, mutate: () => Mutation, target?: Row['target']): Row {
  const { edits } = mutate();
  return { name, value: measure(mutate), unit: 'ns', note: `${edits.length} operations`, ...(target && { target }) };
}

/** Mutations alone, without reading and writing JSON: what a webhook spends on deciding and on making the patch. */
export const bench: Bench = {
  name: 'admission-core',
  run: async () => {
    const [v1, v2] = [planFor({}), planFor({ DD_APM_INSTRUMENTATION_VERSION: 'v2' })];
    const [labelled, optedOut] = [pod('true'), pod('false')];
    return [
      row('agent_config', () => mutateForWebhook('agent_config', labelled, v1, context), { atMost: 10_000 }),
      row('standard_tags', () => mutateForWebhook('standard_tags', labelled, v1, context), { atMost: 10_000 }),
      row('lib_injection, v1', () => mutateForWebhook('lib_injection', labelled, v1, context), { atMost: 50_000 }),
      row('lib_injection, v2', () => mutateForWebhook('lib_injection', labelled, v2, context), { atMost: 50_000 }),
      row('all webhooks, v1', () => mutatePod(labelled, v1, context)),
      row('a pod that opted out', () => mutatePod(optedOut, v1, context)),
    ];
  },
};

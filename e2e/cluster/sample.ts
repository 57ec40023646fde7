import type { Manifest } from '../lab/apply.ts';
import { kubectl, shop } from './cluster.ts';
import { images } from './images.ts';

/** How the template of a sample differs. */
export interface SampleOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly replicas?: number;
}

/** A Deployment of the Python program, which prints its environment and waits. */
export function toSample(name: string, { labels, annotations, replicas = 1 }: SampleOptions = {}): Manifest {
  const container = {
    name,
    image: images.python,
    imagePullPolicy: 'IfNotPresent',
    resources: { requests: { cpu: '1m', memory: '16Mi' } },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: shop },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name, ...labels }, ...(annotations && { annotations }) },
        spec: { containers: [container], terminationGracePeriodSeconds: 2, automountServiceAccountToken: false },
      },
    },
  };
}

/** What the program of a Deployment has printed. */
export async function readSample(name: string): Promise<Readonly<Record<string, string>>> {
  await kubectl('rollout', 'status', `deployment/${name}`, '-n', shop, '--timeout=120s');
  const text = await kubectl('logs', `deployment/${name}`, '-n', shop, '-c', name);
  const entries = text.split('\n').map((line): [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)];
  });
  return Object.fromEntries(entries);
}

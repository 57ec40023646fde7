import {
  type AdmissionRescan,
  admissionRescanRequest,
  admissionRescanSubject,
  type ExplainRequest,
  explainRequest,
  explainSubject,
} from '@dogwatch/messages';
import { connectNats, type EmbeddedBroker, type NatsLink, startEmbeddedBroker } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../run-cli.js';

let broker: EmbeddedBroker;
let link: NatsLink;
let asked: ExplainRequest[] = [];

beforeEach(async () => {
  asked = [];
  broker = await startEmbeddedBroker();
  link = connectNats({ servers: broker.url, name: 'webhook', log: silentLogger });
});

afterEach(async () => {
  await link.stop();
  await broker.stop();
});

/** Replicas that know every pod. */
async function answerExplain(...instances: readonly string[]): Promise<void> {
  for (const instance of instances) {
    const responder = link.respondJson(
      explainSubject,
      explainRequest,
      (request) => {
        asked.push(request);
        const steps = [{ subject: 'switch', state: 'ok', text: 'The pod has opted in.' }];
        return { ok: true, value: { app: 'admission-webhook', instance, known: true, steps } };
      },
      { keys: { app: 'admission-webhook' } },
    );
    await responder.ready();
  }
}

async function run(input: string, ...args: string[]) {
  let output = '';
  const told: string[] = [];
  const code = await runCli([...args, '--nats', broker.url, '--wait', '1'], {
    input: (async function* () {
      yield new TextEncoder().encode(input);
    })(),
    write: async (text) => {
      output += text;
    },
    tell: (line) => told.push(line),
    style: (_, text) => text,
  });
  return { code, output, told: told.join('\n') };
}

test('a pod that is there: what every replica remembers of it', async () => {
  await answerExplain('webhook-0', 'webhook-1');
  const { code, output } = await run('', 'explain', 'pod', 'shop/web-5d-x8k2p');
  expect(code).toBe(0);
  expect(output).toContain('Pod shop/web-5d-x8k2p\n');
  expect(output).toContain('admission-webhook webhook-0');
  expect(output).toContain('admission-webhook webhook-1');
  expect(asked[0]).toEqual({ kind: 'pod', namespace: 'shop', name: 'web-5d-x8k2p' });
});

test('a file: one answer for each pod in it, whose owner is the workload', async () => {
  await answerExplain('webhook-0', 'webhook-1');
  const file = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {metadata: {labels: {a: b}}, spec: {containers: [{name: app}]}}}
---
kind: Service
metadata: {name: web}
`;
  const { code, output } = await run(
    file,
    'explain',
    'pod',
    '-f',
    '-',
    '--namespace',
    'shop',
    '--namespace-labels',
    'x=y',
  );
  expect(code).toBe(0);
  expect(output.match(/admission-webhook webhook-/g)).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    namespace: 'shop',
    namespaceLabels: { x: 'y' },
    object: {
      metadata: { labels: { a: 'b' }, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }] },
    },
  });
});

test('neither a pod nor a file, or both, is wrong usage', async () => {
  expect(await run('', 'explain', 'pod')).toMatchObject({ code: 2, told: expect.stringContaining('-f FILE') });
  expect(await run('', 'explain', 'pod', 'a/b', '-f', '-')).toMatchObject({ code: 2 });
  expect(await run('kind: Service', 'explain', 'pod', '-f', '-')).toMatchObject({ code: 2 });
});

test('a rescan names the pods that lack something', async () => {
  const value: AdmissionRescan = {
    atMillis: 0,
    checked: 3,
    missing: 1,
    pods: [{ namespace: 'shop', name: 'web', missing: ['DD_AGENT_HOST is the address of the node'] }],
  };
  expect(await run('', 'admission', 'rescan')).toMatchObject({ code: 2, told: expect.stringContaining('leader') });
  await link.respondJson(admissionRescanSubject, admissionRescanRequest, () => ({ ok: true, value })).ready();
  const { code, output } = await run('', 'admission', 'rescan', '--namespace', 'shop');
  expect(code).toBe(1);
  expect(output).toContain('! shop/web\n    DD_AGENT_HOST is the address of the node\n3 pods, 1 lack something\n');
});

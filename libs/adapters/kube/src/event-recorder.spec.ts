import { capturingLogger, silentLogger } from '@dogwatch/telemetry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coreResources } from './core-resources.js';
import { createKubeClient } from './create-kube-client.js';
import { createEventRecorder } from './event-recorder.js';
import type { KubeClient } from './kube-client.js';
import { fixedConnection } from './kube-connection.js';
import type { WireServer } from './testing/wire-server.js';
import { sendJson, sendStatus, startWireServer } from './testing/wire-server.js';

const subject = {
  resource: coreResources.datadogMetrics,
  metadata: { namespace: 'n', name: 'a', uid: 'u', resourceVersion: '7' },
};
const note = { type: 'Warning', reason: 'QueryRefused', message: 'no such metric' } as const;
let server: WireServer;
let client: KubeClient;
let patchCode = 200;

beforeEach(async () => {
  patchCode = 200;
  server = await startWireServer(({ method }, response) => {
    if (method === 'PATCH' && patchCode !== 200) sendStatus(response, patchCode, 'NotFound');
    else sendJson(response, 200, {});
  });
  client = createKubeClient(fixedConnection({ server: server.url }));
});

afterEach(async () => {
  await client.close();
  await server.stop();
});

const recorder = () => createEventRecorder({ client, component: 'poller', instance: 'pod-1', log: silentLogger });
const sent = () => server.requests.map(({ method, body }) => ({ method, ...JSON.parse(body) }));

describe('createEventRecorder', () => {
  it('writes an Event about the object', async () => {
    const events = recorder();
    events.recordEvent(subject, note);
    await events.stop();
    expect(server.requests[0]?.path).toBe('/api/v1/namespaces/n/events');
    expect(sent()).toMatchObject([
      {
        method: 'POST',
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: expect.stringMatching(/^a\.[0-9a-f]{15}$/), namespace: 'n' },
        involvedObject: {
          apiVersion: 'datadoghq.com/v1alpha1',
          kind: 'DatadogMetric',
          namespace: 'n',
          name: 'a',
          uid: 'u',
          resourceVersion: '7',
        },
        ...note,
        count: 1,
        firstTimestamp: expect.stringMatching(/T\d\d:\d\d:\d\dZ$/),
        source: { component: 'poller' },
        reportingInstance: 'pod-1',
      },
    ]);
  });

  it('counts up what was said before, also while that is still being written', async () => {
    const events = recorder();
    for (let count = 0; count < 3; count += 1) events.recordEvent(subject, note);
    events.recordEvent(subject, { ...note, message: 'another' });
    await events.stop();
    const methods = sent().map(({ method, count }) => `${method} ${count}`);
    expect(methods.toSorted()).toEqual(['PATCH 2', 'PATCH 3', 'POST 1', 'POST 1']);
  });

  it('writes a new Event when the old one has expired', async () => {
    patchCode = 404;
    const events = recorder();
    events.recordEvent(subject, note);
    events.recordEvent(subject, note);
    await events.stop();
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'POST']);
  });

  it('drops what exceeds 25 notes about one object', async () => {
    const events = recorder();
    for (let count = 0; count < 60; count += 1) events.recordEvent(subject, { ...note, message: `${count}` });
    events.recordEvent({ ...subject, metadata: { name: 'other' } }, note);
    await events.stop();
    expect(server.requests).toHaveLength(26);
    expect(sent().at(-1)).toMatchObject({ metadata: { namespace: 'default' } });
  });

  it('is silent about a refusal, and after stop', async () => {
    await server.stop();
    const { logger, lines } = capturingLogger();
    const events = createEventRecorder({ client, component: 'poller', instance: 'pod-1', log: logger });
    events.recordEvent(subject, note);
    await events.stop();
    events.recordEvent(subject, note);
    await events.stop();
    expect(lines.map(({ level }) => level)).toEqual(['debug']);
  });
});

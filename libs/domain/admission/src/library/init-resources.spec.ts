import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.js';
import { parseAdmissionOptions } from '../options/parse-admission-options.js';
import { readPod } from '../pod.js';
import { planInitResources } from './init-resources.js';

const minimum = { cpu: '50m', memory: '100Mi', forConfigured: false };

function container(name: string, limits: JsonObject, requests: JsonObject = {}, rest: JsonObject = {}): JsonObject {
  return { name, resources: { limits, requests }, ...rest };
}

function planFor(spec: JsonObject, environment: Readonly<Record<string, string>> = {}, needed = minimum) {
  const read = readPod({ spec });
  if (!read.ok) throw new Error(read.message);
  const { options } = parseAdmissionOptions(environment);
  return planInitResources(read.pod, options, needed);
}

const prefix = 'DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_INIT_RESOURCES';

describe('resources of init containers', () => {
  it('are what containers and sidecars have together', () => {
    const sidecar = container('proxy', { cpu: '200m', memory: '64Mi' }, {}, { restartPolicy: 'Always' });
    const containers = [
      container('a', { cpu: '500m', memory: '256Mi' }, { cpu: 1 }),
      container('b', { cpu: '1', memory: '1Gi' }),
    ];
    expect(planFor({ containers, initContainers: [sidecar] })).toEqual({
      ok: true,
      resources: { limits: { cpu: '1700m', memory: '1344Mi' }, requests: { cpu: '1' } },
    });
  });

  it('are those of a greedier init container', () => {
    const containers = [container('a', { cpu: '500m', memory: '256Mi' })];
    const initContainers = [container('i', { cpu: '2', memory: '128Mi' })];
    expect(planFor({ containers, initContainers })).toEqual({
      ok: true,
      resources: { limits: { cpu: '2', memory: '256Mi' } },
    });
  });

  it('are none for a pod without', () => {
    expect(planFor({ containers: [{ name: 'a' }] })).toEqual({ ok: true, resources: {} });
  });

  it('are not limited when one container is not, however little the others may use', () => {
    const containers = [container('a', { cpu: '10m' }, { cpu: '5m' }), { name: 'b' }];
    expect(planFor({ containers })).toEqual({ ok: true, resources: { requests: { cpu: '5m' } } });
  });

  it('are as configured, whatever the pod has', () => {
    const environment = { [`${prefix}_CPU`]: '10m', [`${prefix}_MEMORY`]: '20Mi' };
    const amounts = { cpu: '10m', memory: '20Mi' };
    expect(planFor({ containers: [container('a', { cpu: '1m' })] }, environment)).toEqual({
      ok: true,
      resources: { limits: amounts, requests: amounts },
    });
    expect(planFor({ containers: [{ name: 'a' }] }, environment, { ...minimum, forConfigured: true })).toEqual({
      ok: false,
      message:
        "The overall pod's containers limit is too low for injection, cpu configured=10m needed=50m, memory configured=20Mi needed=100Mi",
    });
  });

  it('must suffice', () => {
    expect(planFor({ containers: [container('a', { cpu: '49m', memory: '99Mi' })] })).toEqual({
      ok: false,
      message:
        "The overall pod's containers limit is too low for injection, cpu pod_limit=49m needed=50m, memory pod_limit=99Mi needed=100Mi",
    });
  });

  it('ignore what is no amount, and a limit of zero, which is none', () => {
    expect(planFor({ containers: [container('a', { cpu: 'much', memory: '0' }, { memory: null })] })).toEqual({
      ok: true,
      resources: {},
    });
  });
});

import type { Registry } from '@dogwatch/telemetry';
import type { HealthRegistry, Probe } from './health.js';
import { type PlainAnswer, plainText } from './plain-server.js';

const probes: Readonly<Record<string, Probe>> = {
  '/livez': 'live',
  '/live': 'live',
  '/readyz': 'ready',
  '/ready': 'ready',
  '/startupz': 'startup',
  '/startup': 'startup',
};

/** Answers the probes of Kubernetes: 200 or 503, with a JSON body that lists each peer. */
export function answerProbe(health: HealthRegistry, path: string): PlainAnswer {
  const probe = probes[path];
  if (probe === undefined) return plainText(404, `known paths: ${Object.keys(probes).join(' ')}\n`);
  const { ok, ...report } = health.report(probe);
  return { status: ok ? 200 : 503, contentType: 'application/json', body: `${JSON.stringify(report)}\n` };
}

/** Answers `/metrics` in the text format of Prometheus. */
export async function answerMetrics(registry: Registry, path: string): Promise<PlainAnswer> {
  if (path !== '/metrics') return plainText(404, 'known paths: /metrics\n');
  return { status: 200, contentType: registry.contentType, body: await registry.metrics() };
}

import { Gauge, Histogram, type Registry } from '@dogwatch/telemetry';
import type { ControllerName } from '../leader/leader-term.js';
import type { InjectionSummary, WebhookName } from '@dogwatch/admission';
import { type CountBy, countBy } from './count-by.js';

/** How a review of one webhook ended. */
export interface ObservedReview {
  readonly webhook: WebhookName;
  readonly seconds: number;
  /** Whether the pod was changed. */
  readonly injected: boolean;
  /** Reason of a failure; the pod was admitted all the same. */
  readonly error: string | undefined;
}

/** Counts and times what the webhooks do. */
export interface AdmissionMetrics {
  readonly reviewed: (review: ObservedReview) => void;
  /** A rule of the mutation decided something. */
  readonly decided: (rule: string, state: string, reason: string) => void;
  /** Libraries were asked for. */
  readonly injected: (injection: InjectionSummary) => void;
  readonly ownerLookedUp: (resource: string, isHit: boolean) => void;
  readonly reconciled: (controller: ControllerName, isSuccess: boolean) => void;
  readonly refused: (code: number) => void;
  readonly probed: (isReached: boolean) => void;
  readonly rescanned: (missing: number, checked: number) => void;
}

const prefix = 'admission_webhooks_';

/** Owners with a series of their own: a pod can claim to belong to anything, and each name would be another series. */
const ownerResources: ReadonlySet<string> = new Set([
  'cronjobs',
  'daemonsets',
  'deployments',
  'jobs',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
]);

/**
 * The names and labels are those of the Datadog Cluster Agent, so that its dashboards keep working; `decisions`, `refused` and
 * `pods_*` are ours. `certificateMillis` is the end of the certificate that is served.
 */
export function createAdmissionMetrics(
  registry: Registry,
  sources: { readonly certificateMillis: () => number | undefined; readonly nowMillis: () => number },
): AdmissionMetrics {
  const reconciled = {
    true: count(registry, 'reconcile_success', 'Successful reconciliations.', ['controller']),
    false: count(registry, 'reconcile_errors', 'Failed reconciliations.', ['controller']),
  };
  const hits = count(registry, 'owner_cache_hit', 'Owners that were known.', ['resource']);
  const misses = count(registry, 'owner_cache_miss', 'Owners that had to be read.', ['resource']);
  const probes = count(registry, 'probes', 'Probes, by whether the API server called us.', ['reached']);
  const refused = count(registry, 'refused', 'Requests that were no review, by HTTP status.', ['code']);
  countExpiry(registry, sources);
  return {
    reviewed: countReviews(registry),
    injected: countLibraries(registry),
    decided: count(registry, 'decisions', 'What each rule decided, by reason.', ['rule', 'state', 'reason']),
    ownerLookedUp: (resource, isHit) => (isHit ? hits : misses)(ownerResources.has(resource) ? resource : 'other'),
    reconciled: (controller, isSuccess) => reconciled[isSuccess ? 'true' : 'false'](controller),
    refused: (code) => refused(String(code)),
    probed: (isReached) => probes(String(isReached)),
    rescanned: measureRescans(registry),
  };
}

function measureRescans(registry: Registry): AdmissionMetrics['rescanned'] {
  const registers = [registry];
  const missing = new Gauge({
    name: `${prefix}pods_unmutated`,
    help: 'Running pods that should have been changed and were not, at the last look of this leader.',
    registers,
  });
  const checked = new Gauge({ name: `${prefix}pods_checked`, help: 'Pods at the last look.', registers });
  return (found, all) => {
    missing.set(found);
    checked.set(all);
  };
}

function countLibraries(registry: Registry): AdmissionMetrics['injected'] {
  const labelNames = ['language', 'auto_detected', 'injection_type'];
  const attempts = count(registry, 'library_injection_attempts', 'Injections of a library.', [
    'injected',
    ...labelNames,
  ]);
  const errors = count(registry, 'library_injection_errors', 'Injections of a library that failed.', labelNames);
  return ({ libraries, autoDetected, status, target }) => {
    const injectionType = target === undefined ? 'lib injection' : 'single step';
    for (const { language, injected } of libraries) {
      attempts(String(injected), language, String(autoDetected), injectionType);
      if (!injected && status !== 'skipped') errors(language, String(autoDetected), injectionType);
    }
  };
}

function count(registry: Registry, name: string, help: string, labelNames: readonly string[]): CountBy {
  return countBy(registry, { name: `${prefix}${name}`, help, labelNames });
}

function countExpiry(
  registry: Registry,
  { certificateMillis, nowMillis }: Parameters<typeof createAdmissionMetrics>[1],
): void {
  const gauge: Gauge = new Gauge({
    name: `${prefix}certificate_expiry`,
    help: 'Hours until the served certificate ends.',
    registers: [registry],
    collect: () => {
      const until = certificateMillis();
      if (until !== undefined) gauge.set((until - nowMillis()) / 3_600_000);
    },
  });
}

function countReviews(registry: Registry): AdmissionMetrics['reviewed'] {
  const attempts = count(registry, 'mutation_attempts', 'Mutations of pods, by how they ended.', [
    'mutation_type',
    'status',
    'injected',
    'error',
  ]);
  const labelNames = ['mutation_type', 'webhook_name', 'webhook_type'];
  const received = count(registry, 'webhooks_received', 'Reviews received.', labelNames);
  const seconds = new Histogram({
    name: `${prefix}response_duration`,
    help: 'Seconds from a whole review to its answer.',
    labelNames,
    registers: [registry],
  });
  return ({ webhook, seconds: elapsed, injected, error }) => {
    received(webhook, webhook, 'mutating');
    seconds.observe({ mutation_type: webhook, webhook_name: webhook, webhook_type: 'mutating' }, elapsed);
    attempts(webhook, error === undefined ? 'success' : 'error', String(injected), error ?? '');
  };
}

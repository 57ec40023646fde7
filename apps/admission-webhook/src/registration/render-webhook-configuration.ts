import { type AdmissionPlan, planWebhookSelectors, type WebhookName, type WebhookSelectors } from '@dogwatch/admission';
import type { KubeObject } from '@dogwatch/kube';
import { probePath, toProbeSelectors } from '../probe/probe-webhook.js';

/** What the webhook configuration is made from. */
export interface RegistrationOptions {
  readonly plan: AdmissionPlan;
  readonly servicePort: number;
  /** Leaves out what the admissions enforcer of Azure's Kubernetes leaves out, so that it has nothing to add. */
  readonly hasAksSelectors: boolean;
  /** `NAMESPACE/CERTIFICATE` from which cert-manager's injector takes the CA bundle, instead of ours. */
  readonly injectCaFrom: string | undefined;
}

/** One entry of a MutatingWebhookConfiguration, with the fields that are ours. */
export interface MutatingWebhook extends WebhookSelectors {
  readonly name: string;
  readonly clientConfig: {
    readonly caBundle?: string;
    readonly service: {
      readonly name: string;
      readonly namespace: string;
      readonly path: string;
      readonly port: number;
    };
  };
  readonly rules: readonly {
    readonly operations: readonly string[];
    readonly apiGroups: readonly string[];
    readonly apiVersions: readonly string[];
    readonly resources: readonly string[];
  }[];
  readonly failurePolicy: string;
  readonly matchPolicy: 'Exact';
  readonly sideEffects: 'None';
  readonly timeoutSeconds: number;
  readonly reinvocationPolicy: string;
  readonly admissionReviewVersions: readonly string[];
}

/** A MutatingWebhookConfiguration. */
export interface MutatingWebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly MutatingWebhook[];
}

/** Where each mutation is called, in the order in which the API server calls them; those that are turned off are left out. */
export function webhookPaths({ options, injectsLibraries }: AdmissionPlan): ReadonlyMap<WebhookName, string> {
  if (!options.enabled || !options.mutationEnabled) return new Map();
  const all: readonly (readonly [WebhookName, boolean, string])[] = [
    ['agent_config', options.injectConfigEnabled, options.injectConfigEndpoint],
    ['standard_tags', options.injectTagsEnabled, options.injectTagsEndpoint],
    ['lib_injection', injectsLibraries, options.autoInstrumentationEndpoint],
  ];
  return new Map(all.flatMap(([webhook, isOn, path]) => (isOn ? [[webhook, path] as const] : [])));
}

/**
 * The webhook configuration by which the API server calls us, with the fields that we own and no others. `caBundle` is base64
 * of PEM; without it somebody else fills it in. Undefined when nothing is to be registered.
 */
export function renderWebhookConfiguration(
  options: RegistrationOptions,
  caBundle: string | undefined,
): MutatingWebhookConfiguration | undefined {
  const { plan, injectCaFrom, hasAksSelectors } = options;
  const entries = Array.from(webhookPaths(plan), ([webhook, path]) => ({
    id: webhook,
    path,
    resource: 'pods',
    failurePolicy: plan.options.failurePolicy,
    selectors: planWebhookSelectors(webhook, plan, hasAksSelectors),
  }));
  const [first] = entries;
  if (first === undefined) return undefined;
  const all = plan.options.probeEnabled ? [...entries, toProbeEntry(plan, first.selectors)] : entries;
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {
      name: plan.options.webhookName,
      ...(injectCaFrom !== undefined && { annotations: { 'cert-manager.io/inject-ca-from': injectCaFrom } }),
    },
    webhooks: all.map((entry) => renderWebhook(entry, options, caBundle)),
  };
}

/** Name of the entry of one webhook in the object of that name. */
export function toEntryName(webhookName: string, id: string): string {
  return `${webhookName}.${id}`.replaceAll(/[-_]/g, '.');
}

interface Entry {
  readonly id: string;
  readonly path: string;
  readonly resource: string;
  readonly failurePolicy: string;
  readonly selectors: WebhookSelectors;
}

function toProbeEntry(plan: AdmissionPlan, aksSelectors: WebhookSelectors): Entry {
  // a probe that fails tells why the API server cannot call us; nobody but the probe itself is refused anything
  const selectors = toProbeSelectors(plan, aksSelectors);
  return { id: 'probe', path: probePath, resource: 'configmaps', failurePolicy: 'Fail', selectors };
}

function renderWebhook(
  { id, path, resource, failurePolicy, selectors }: Entry,
  { plan, servicePort: port }: RegistrationOptions,
  caBundle: string | undefined,
): MutatingWebhook {
  const { webhookName, serviceName, reinvocationPolicy, timeoutSeconds } = plan.options;
  return {
    name: toEntryName(webhookName, id),
    clientConfig: {
      ...(caBundle !== undefined && { caBundle }),
      service: { name: serviceName, namespace: plan.environment.ownNamespace, port, path },
    },
    rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: [resource] }],
    failurePolicy,
    matchPolicy: 'Exact',
    sideEffects: 'None',
    timeoutSeconds,
    reinvocationPolicy,
    admissionReviewVersions: ['v1', 'v1beta1'],
    ...selectors,
  };
}

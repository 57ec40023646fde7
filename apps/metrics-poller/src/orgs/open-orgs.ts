import { join } from 'node:path';
import { type ClientEvents, createDatadogMetrics } from '@dogwatch/datadog';
import type { KubeClient } from '@dogwatch/kube';
import { defaultOrg, failure } from '@dogwatch/scaling';
import type { ServiceContext } from '@dogwatch/service';
import { askDatadog, type OrgQuestion, type Reply } from '../poll/ask-datadog.js';
import { leaderLabels } from '../telemetry/poller-metrics.js';
import type { MetricsPollerConfig } from '../poll/poller-options.js';
import { type AccessSettings, type DatadogAccess, openDatadogAccess } from './datadog-access.js';
import { createOrgMetrics, type OrgMetrics } from './org-metrics.js';
import type { OrgSetting } from './org-settings.js';

/** Datadog, as all organizations whose keys there are; each has its own client and its own rate budget. */
export interface DatadogOrgs {
  /** By name, `default` first: that of the poller's own keys. */
  readonly accesses: ReadonlyMap<string, DatadogAccess>;
  /** Asks with the keys of the organization that the question names. Never throws. */
  ask(question: OrgQuestion): Promise<Reply>;
  /** Whether anything can be asked for. */
  hasKeys(): boolean;
  /** Whether it is known of all organizations which keys they have. */
  areKeysKnown(): boolean;
  stop(): Promise<void>;
}

/** Opens Datadog for the poller's own organization and those of DD_ORGS. */
export async function openOrgs(context: ServiceContext<MetricsPollerConfig>, kube: KubeClient): Promise<DatadogOrgs> {
  const metrics = createOrgMetrics(context.telemetry.registry);
  const settings: readonly (readonly [string, AccessSettings])[] = [
    [defaultOrg, toDefaultAccess(context, metrics)],
    ...context.config.orgs.map((org) => [org.name, toAccess(org, context, metrics)] as const),
  ];
  const accesses = new Map<string, DatadogAccess>();
  for (const [name, setting] of settings) accesses.set(name, await openDatadogAccess(setting, context, kube));
  const all = [...accesses.values()];
  return {
    accesses,
    ask: (question) => ask(accesses.get(question.org), question),
    hasKeys: () => all.some((access) => access.hasKeys()),
    areKeysKnown: () => all.every((access) => access.areKeysKnown()),
    stop: async () => void (await Promise.all(all.map((access) => access.stop()))),
  };
}

async function ask(access: DatadogAccess | undefined, { org, ...question }: OrgQuestion): Promise<Reply> {
  // What the client itself says of missing keys names the variables of the poller's own.
  const canAsk = access !== undefined && (org === defaultOrg || access.hasKeys());
  if (canAsk) return askDatadog(access.client, question);
  const answer =
    access === undefined
      ? failure('UnknownOrg', `there are no keys of an organization "${org}"`)
      : failure('CredentialsRefused', access.noKeys);
  return { answer, httpStatus: undefined, endpoint: undefined };
}

const noKeys =
  'There are no Datadog keys, so no metric gets a value; set DD_API_KEY and DD_APP_KEY, or DD_CREDENTIALS_SECRET.';

function toDefaultAccess(
  { config, env, logger: log, telemetry }: ServiceContext<MetricsPollerConfig>,
  metrics: OrgMetrics,
): AccessSettings {
  const { endpoint, datadogHost, site, endpoints: additional } = config;
  return {
    log,
    noKeys,
    fixed: { apiKey: config.providerApiKey ?? config.apiKey, appKey: config.providerAppKey ?? config.appKey },
    files: {
      apiKey: env['DD_EXTERNAL_METRICS_PROVIDER_API_KEY_FILE'] ?? env['DD_API_KEY_FILE'],
      appKey: env['DD_EXTERNAL_METRICS_PROVIDER_APP_KEY_FILE'] ?? env['DD_APP_KEY_FILE'],
    },
    secret: config.credentialsSecret,
    readsSite: false,
    endpoint: { endpoint, datadogHost, site, additional },
    events: both(createDatadogMetrics(telemetry.registry, leaderLabels), metrics.eventsOf(defaultOrg)),
  };
}

function toAccess(
  org: OrgSetting,
  { logger }: ServiceContext<MetricsPollerConfig>,
  metrics: OrgMetrics,
): AccessSettings {
  const { name, folder, secret, site, url } = org;
  const inFolder = (file: string): string | undefined => (folder === undefined ? undefined : join(folder, file));
  return {
    log: logger.child({ org: name }),
    noKeys: `There are no Datadog keys of the organization ${name}, so its queries get no series; DD_ORGS says where they are to be: api_key and app_key, or the folder or Secret with api-key and app-key.`,
    fixed: { apiKey: org.api_key, appKey: org.app_key },
    files: { apiKey: inFolder('api-key'), appKey: inFolder('app-key'), site: inFolder('site') },
    secret,
    readsSite: true,
    endpoint: { endpoint: url, site },
    events: metrics.eventsOf(name),
  };
}

function both(first: ClientEvents, second: ClientEvents): ClientEvents {
  return {
    attempt(event) {
      first.attempt?.(event);
      second.attempt?.(event);
    },
    budget(event) {
      first.budget?.(event);
      second.budget?.(event);
    },
  };
}

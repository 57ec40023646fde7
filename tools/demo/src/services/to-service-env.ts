import type { Env } from '../options.js';

/** Where the services find the others. */
export interface ServicePlaces {
  readonly natsUrl: string;
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Labels of the autoscalers that count. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The variables of every service: of the environment only what is about NATS, tracing and logs. */
export function toServiceEnv(env: Env, { natsUrl, kubeconfig, namespace, labels }: ServicePlaces): Env {
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return {
    // as short as the samples of the simulated traffic are apart; poller and API must agree
    DD_EXTERNAL_METRICS_PROVIDER_ROLLUP: '5',
    ...pick(env, ['NATS_', 'OTEL_', 'DD_LOG_LEVEL']),
    NATS_URL: natsUrl,
    KUBECONFIG: kubeconfig,
    DD_KUBE_RESOURCES_NAMESPACE: namespace,
    DD_EXTERNAL_METRICS_PROVIDER_AUTOSCALER_AUTOGEN_LABEL_SELECTOR: selector.join(','),
  };
}

/** What metrics-poller must know to use the real Datadog: keys, site, proxies; one call every 15 seconds. */
export function toRealDatadogEnv(env: Env): Env {
  return {
    DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '15',
    ...pick(env, ['DD_API_KEY', 'DD_APP_KEY', 'DD_SITE', 'DD_PROXY_', 'DATADOG_HOST', 'DD_EXTERNAL_METRICS_']),
  };
}

function pick(env: Env, prefixes: readonly string[]): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix))));
}

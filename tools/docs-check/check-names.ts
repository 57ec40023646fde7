import { type MarkdownPage, type Place, type Problem, problemAt } from './read-markdown.ts';

/** Names that pages may use, and what stands for them. */
export interface KnownNames {
  /** The pages of configuration, with a row for each variable. */
  readonly configuration: readonly MarkdownPage[];
  /** The page of metrics. */
  readonly metrics: MarkdownPage;
}

/** Variables that are none of a service's, and whose they are. */
const foreign: Readonly<Record<string, string>> = {
  DD_AGENT_HOST: 'put into pods; also where our own traces go, read by the telemetry of every service',
  DD_ENTITY_ID: 'put into pods',
  DD_EXTERNAL_ENV: 'put into pods',
  DD_INTERNAL_POD_UID: 'put into pods',
  DD_LANGUAGE_DETECTION_ENABLED: 'of the Datadog Agents',
  DD_LOGS_INJECTION: 'of tracing libraries, in the pods of an example',
  DD_TRACE_ENABLED: 'read by the telemetry of every service',
  NATS_SERVER_BIN: 'of tests with a real nats-server',
};

/** Variables of the OpenTelemetry specification; the SDK reads every one of them. */
const ofOpenTelemetry =
  /^OTEL_(SDK_DISABLED|SERVICE_NAME|LOG_LEVEL|RESOURCE_ATTRIBUTES|TRACES_(EXPORTER|SAMPLER(_ARG)?)|METRICS_EXPORTER|METRIC_EXPORT_\w+|BSP_\w*|EXPORTER_OTLP_\w*)$/;

const variable = /\b(?:DD|OTEL|NATS)_[A-Z0-9_]*\b/g;
const metric =
  /^(?:metrics_poller|external_metrics|keda_scaler|admission_webhooks|log_preprocessor|monitor_sync|workqueue|rate_limit_queries|datadog_request)_\w+/;

/** Variables and metrics that a page names and no service has. */
export function checkNames(page: MarkdownPage, known: KnownNames): readonly Problem[] {
  const variables = new Set(known.configuration.flatMap(({ spans }) => spans.map(({ text }) => text)));
  const metrics = known.metrics.spans.map(({ text }) => text);
  const places: readonly Place[] = [...page.spans, ...page.blocks];
  return places.flatMap((place) => [
    ...[...place.text.matchAll(variable)]
      .filter(([name]) => !isVariable(name, variables))
      .map(([name]) => problemAt(page, place, `no service has the variable ${name}`)),
    ...[...(metric.exec(place.text) ?? [])]
      .filter(
        (name) =>
          !metrics.some(
            (known) =>
              name === known || name === `${known}_count` || name === `${known}_bucket` || name === `${known}_sum`,
          ),
      )
      .map((name) => problemAt(page, place, `no service has the metric ${name}`)),
  ]);
}

function isVariable(name: string, variables: ReadonlySet<string>): boolean {
  if (name.endsWith('_'))
    return [...variables].some((known) => known.startsWith(name)) || /^(DD|OTEL|NATS)_/.test(name);
  return (
    variables.has(name) || variables.has(name.replace(/_FILE$/, '')) || name in foreign || ofOpenTelemetry.test(name)
  );
}

import { admissionReasons } from '@dogwatch/admission';
import { webhookReasons } from '@dogwatch/admission-webhook';
import { apiReasons } from '@dogwatch/external-metrics-api';
import { scalerReasons } from '@dogwatch/keda-scaler';
import { kubeReasons } from '@dogwatch/kube';
import { logReasons } from '@dogwatch/log-preprocessor';
import { logOutcomes, pipelineProblems } from '@dogwatch/logs';
import { pollerReasons } from '@dogwatch/metrics-poller';
import { monitorSyncReasons } from '@dogwatch/monitor-sync';
import { monitorReasons } from '@dogwatch/monitors';
import { natsReasons } from '@dogwatch/nats';
import { queryReasons } from '@dogwatch/query';
import { conditionReasons, kedaFindings, scalingReasons } from '@dogwatch/scaling';
import type { GeneratedFile } from './generated-file.ts';

interface Section {
  readonly title: string;
  readonly intro: string;
  readonly reasons: Readonly<Record<string, string>>;
}

const sections: readonly Section[] = [
  {
    title: 'Metrics',
    intro:
      'In the conditions of a DatadogMetric, in `dogwatch explain`, and in the answers of external.metrics.k8s.io.',
    reasons: scalingReasons,
  },
  {
    title: 'Conditions',
    intro: 'In the conditions of a DatadogMetric, when nothing is wrong.',
    reasons: conditionReasons,
  },
  {
    title: 'Requests',
    intro: 'Why external-metrics-api refuses a request or is not ready: in its log, its metrics and its probes.',
    reasons: apiReasons,
  },
  {
    title: 'KEDA',
    intro:
      'Why keda-scaler refuses a call of KEDA or is not ready, besides the reasons of metrics: in the gRPC status, its log, its metrics and its probes.',
    reasons: scalerReasons,
  },
  {
    title: 'Polling',
    intro: 'Why metrics-poller is not ready, gives no snapshot, or asks for a metric rarely.',
    reasons: pollerReasons,
  },
  {
    title: 'Pods',
    intro:
      'What the admission webhooks decide about a pod: in warnings and annotations, in Events, in `dogwatch explain pod`, and in the metric `admission_webhooks_decisions`.',
    reasons: admissionReasons,
  },
  {
    title: 'Admission webhook',
    intro: 'Why admission-webhook is not ready, or a review failed: in its probes, its log and its metrics.',
    reasons: webhookReasons,
  },
  {
    title: 'Log processors',
    intro: 'What a processor did with a log, or why it did nothing: in `dogwatch logs explain`.',
    reasons: logOutcomes,
  },
  {
    title: 'Log pipelines',
    intro:
      'Why a set of pipelines is refused, or is doubtful: from `dogwatch logs check` and in the log of log-preprocessor.',
    reasons: pipelineProblems,
  },
  {
    title: 'Log intake',
    intro:
      'Why log-preprocessor refuses logs, hands them on as they came or keeps them aside, and why it is not ready: in its answers, tags, log, metrics, dead letters and probes.',
    reasons: logReasons,
  },
  {
    title: 'Monitors and their siblings',
    intro:
      'In the conditions and Events of a DatadogMonitor, DatadogSLO, DatadogDashboard or DatadogGenericResource, and from `dogwatch monitor check`.',
    reasons: monitorReasons,
  },
  {
    title: 'Monitor sync',
    intro: 'Why monitor-sync is not ready: in its probes.',
    reasons: monitorSyncReasons,
  },
  {
    title: 'KEDA triggers',
    intro: 'From `dogwatch keda check`, about triggers and what they refer to.',
    reasons: kedaFindings,
  },
  { title: 'Queries', intro: 'From `dogwatch query check`.', reasons: queryReasons },
  {
    title: 'Kubernetes',
    intro: 'In logs, beside the reasons the API server gives itself (NotFound, Conflict, Forbidden, ...).',
    reasons: kubeReasons,
  },
  { title: 'NATS', intro: 'In logs.', reasons: natsReasons },
];

function toSection({ title, intro, reasons }: Section): string {
  const rows = Object.entries(reasons)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, text]) => `| \`${reason}\` | ${text.replaceAll('|', '\\|')} |`);
  return [`## ${title}`, intro, ['| reason | meaning |', '|---|---|', ...rows].join('\n')].join('\n\n');
}

/** The page of all reasons: what each means, from the tables the code uses. */
export function generateReasonsReference(): readonly GeneratedFile[] {
  const intro =
    'Every expected failure has a reason. It is the same word in conditions, logs, metrics and HTTP bodies. Generated from the code by `npm run gen`; do not edit.';
  const text = ['# Reasons', intro, ...sections.map(toSection), ''].join('\n\n');
  return [{ path: 'docs/reference/reasons.md', text }];
}

import { admissionWebhookPermissions } from '@dogwatch/admission-webhook';
import { externalMetricsApiPermissions } from '@dogwatch/external-metrics-api';
import { kedaScalerPermissions } from '@dogwatch/keda-scaler';
import { logPreprocessorPermissions } from '@dogwatch/log-preprocessor';
import { metricsPollerPermissions } from '@dogwatch/metrics-poller';
import { monitorSyncPermissions } from '@dogwatch/monitor-sync';
import type { KubePermissions } from '@dogwatch/service';
import { stringify } from 'yaml';
import type { GeneratedFile } from './generated-file.ts';

/** What each app may do in Kubernetes, by its name. */
export const appPermissions: Readonly<Record<string, KubePermissions>> = {
  'admission-webhook': admissionWebhookPermissions,
  'external-metrics-api': externalMetricsApiPermissions,
  'keda-scaler': kedaScalerPermissions,
  'log-preprocessor': logPreprocessorPermissions,
  'metrics-poller': metricsPollerPermissions,
  'monitor-sync': monitorSyncPermissions,
};

/** Objects whose names the chart chooses; its template puts them in. */
const named: readonly (readonly [name: string, placeholder: string])[] = [
  ['webhook-certificate', '$(webhookCertificate)'],
  ['webhook-certificate-ca', '$(webhookCertificate)-ca'],
  ['datadog-webhook', '$(webhookName)'],
];

function toPlaceholders(permissions: Readonly<Record<string, KubePermissions>>): unknown {
  const placeholders = new Map(named);
  return JSON.parse(JSON.stringify(permissions), (key: string, value: unknown) =>
    key === 'resourceNames' && Array.isArray(value)
      ? value.map((name: unknown) => placeholders.get(String(name)) ?? name)
      : value,
  );
}

/** The rules of the chart's roles, from what the apps declare. */
export function generateChartPermissions(): readonly GeneratedFile[] {
  const intro =
    '# What each app may do in Kubernetes. Generated from apps/*/src/permissions.ts by npm run gen; do not edit.\n';
  return [
    {
      path: 'charts/dogwatch/files/permissions.yaml',
      text: intro + stringify(toPlaceholders(appPermissions), { lineWidth: 0, aliasDuplicateObjects: false }),
    },
  ];
}

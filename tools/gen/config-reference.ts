import { admissionOptionsReference, admissionWebhookConfig } from '@dogwatch/admission-webhook';
import { externalMetricsApiConfig } from '@dogwatch/external-metrics-api';
import { kedaScalerConfig } from '@dogwatch/keda-scaler';
import { logPreprocessorConfig } from '@dogwatch/log-preprocessor';
import { metricsPollerConfig } from '@dogwatch/metrics-poller';
import { monitorSyncConfig } from '@dogwatch/monitor-sync';
import { renderConfigReference, serviceConfig } from '@dogwatch/service';
import type { GeneratedFile } from './generated-file.ts';

/** One page per app: every environment variable with its default and meaning. */
export function generateConfigReference(): readonly GeneratedFile[] {
  return [
    {
      path: 'docs/reference/config/admission-webhook.md',
      text: renderConfigReference(
        'admission-webhook',
        admissionOptionsReference,
        admissionWebhookConfig,
        serviceConfig,
      ),
    },
    {
      path: 'docs/reference/config/external-metrics-api.md',
      text: renderConfigReference('external-metrics-api', externalMetricsApiConfig, serviceConfig),
    },
    {
      path: 'docs/reference/config/keda-scaler.md',
      text: renderConfigReference('keda-scaler', kedaScalerConfig, serviceConfig),
    },
    {
      path: 'docs/reference/config/log-preprocessor.md',
      text: renderConfigReference('log-preprocessor', logPreprocessorConfig, serviceConfig),
    },
    {
      path: 'docs/reference/config/metrics-poller.md',
      text: renderConfigReference('metrics-poller', metricsPollerConfig, serviceConfig),
    },
    {
      path: 'docs/reference/config/monitor-sync.md',
      text: renderConfigReference('monitor-sync', monitorSyncConfig, serviceConfig),
    },
  ];
}

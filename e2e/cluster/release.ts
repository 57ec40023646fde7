import { chart, withValues } from '../chart/helm.ts';
import { helm, list } from './cluster.ts';
import { images, version } from './images.ts';
import { urls } from './workbench.ts';

/** Sets the severity of orders by their amount; what it adds shows that it ran. */
const pipelines = {
  'shop.json': [
    {
      name: 'shop',
      is_enabled: true,
      filter: { query: 'service:shop' },
      processors: [
        {
          type: 'grok-parser',
          is_enabled: true,
          source: 'message',
          samples: ['order 17 of 40 EUR'],
          grok: { support_rules: '', match_rules: 'order order %{integer:order.id} of %{number:order.amount} EUR' },
        },
      ],
    },
  ],
};

async function hasDefaultStorage(): Promise<boolean> {
  const classes = await list('/apis/storage.k8s.io/v1/storageclasses');
  return classes.some(
    ({ metadata }) => metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true',
  );
}

/** The values of the stories: our images, Datadog and the collector in the workbench, short periods. */
export async function toValues(): Promise<object> {
  const persistent = await hasDefaultStorage();
  return {
    images: { tag: version },
    nats: {
      image: { repository: images.nats, tag: version },
      jetstream: { persistent, whenDeleted: 'Delete' },
    },
    datadog: { apiUrl: urls.datadog, logsUrl: urls.datadog, clusterName: 'e2e', env: 'e2e' },
    tracing: { endpoint: urls.otlp },
    metricsPoller: { envDict: { DD_EXTERNAL_METRICS_PROVIDER_REFRESH_PERIOD: '5' } },
    admissionWebhook: {
      envDict: { DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_CONTAINER_REGISTRY: 'docker.io/dogwatch' },
    },
    logPreprocessor: { pipelines },
    monitorSync: { envDict: { DD_MONITOR_STATUS_PERIOD: '5' } },
  };
}

/** `helm install` or `helm upgrade` of the release with the values of the stories and further ones; resolves when all is ready. */
export async function deploy(command: 'install' | 'upgrade', ...args: readonly string[]): Promise<string> {
  return withValues(await toValues(), (values) =>
    helm(command, 'dogwatch', chart, ...values, '--wait', '--timeout', '5m', ...args),
  );
}

/** `helm uninstall`; resolves when what it waits for is gone. */
export function uninstall(): Promise<string> {
  return helm('uninstall', 'dogwatch', '--wait', '--timeout', '5m');
}

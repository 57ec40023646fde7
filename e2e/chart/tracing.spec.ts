import { describe, expect, it } from 'vitest';
import { envOf, find, renderValues } from './helm.ts';

const keys = { apiKey: 'a', appKey: 'b' };
const agentHost = { fieldRef: { fieldPath: 'status.hostIP' } };

async function envWith(tracing: object, app = 'keda-scaler', datadog: object = keys): Promise<Record<string, unknown>> {
  return envOf(await renderValues({ datadog, tracing, logPreprocessor: { image: { tag: '1.2.3' } } }), app);
}

function isAboutTracing(name: string): boolean {
  return /^(OTEL_|DD_AGENT_HOST$|DD_TRACE_)/.test(name) && name !== 'OTEL_RESOURCE_ATTRIBUTES';
}

describe('the block tracing', () => {
  it.each<[object, Record<string, unknown>]>([
    [{}, {}],
    [{ metrics: true }, {}],
    [
      { endpoint: 'http://collector:4318' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' },
    ],
    [
      { endpoint: 'http://collector:4317', protocol: 'grpc', ratio: 0.1, metrics: true },
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.1',
      },
    ],
    [
      { nodeAgent: true },
      { DD_AGENT_HOST: agentHost, DD_TRACE_ENABLED: 'true', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' },
    ],
  ])('%j becomes the variables of OpenTelemetry', async (tracing, expected) => {
    const env = await envWith(tracing);
    const found = Object.entries(env).filter(([name]) => isAboutTracing(name));
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('names the pod by the conventions for Kubernetes, and what the user adds', async () => {
    const attributes = { team: 'a,b=50%', 'service.namespace': 'shop' };
    const datadog = { ...keys, clusterName: 'prod-1', env: 'prod' };
    const env = await envWith({ attributes }, 'log-preprocessor', datadog);
    expect(String(env['OTEL_RESOURCE_ATTRIBUTES']).split(',')).toEqual([
      'service.namespace=dw',
      'k8s.namespace.name=dw',
      'k8s.deployment.name=r-dogwatch-log-preprocessor',
      'k8s.container.name=log-preprocessor',
      'k8s.pod.name=$(DD_POD_NAME)',
      'k8s.pod.uid=$(DD_POD_UID)',
      'k8s.node.name=$(DD_NODE_NAME)',
      'k8s.cluster.name=prod-1',
      // the last one of a name counts
      'service.namespace=shop',
      'team=a%2Cb=50%25',
    ]);
    expect(env['DD_ENV']).toBe('prod');
    expect(env['DD_VERSION']).toBe('1.2.3');
  });

  // Kubernetes replaces $(NAME) only by variables that stand before
  it('names variables after those they are made of', async () => {
    const names = Object.keys(await envWith({}));
    const place = names.indexOf('OTEL_RESOURCE_ATTRIBUTES');
    for (const name of ['DD_POD_NAME', 'DD_POD_UID', 'DD_NODE_NAME']) expect(names.slice(0, place)).toContain(name);
  });
});

it.each<[object, readonly number[]]>([
  [{}, []],
  [{ endpoint: 'http://collector:4318' }, [4318]],
  [{ endpoint: 'http://[fd00::1]:4317' }, [4317]],
  [{ endpoint: 'https://otlp.example.com' }, [443]],
  [{ endpoint: 'http://collector' }, [80]],
  [{ nodeAgent: true, protocol: 'grpc' }, [4317]],
])('with %j the network policy lets every service out to the ports %j', async (tracing, ports) => {
  const networkPolicy = { create: true, egress: true, egressPorts: [6443] };
  const objects = await renderValues({ datadog: keys, tracing, networkPolicy });
  const { egress }: { egress: { ports: { port: number }[] }[] } = find(objects, 'NetworkPolicy', 'keda-scaler')['spec'];
  const open = egress.flatMap((rule) => rule.ports.map(({ port }) => port));
  expect(open.filter((port) => ![53, 4222, 6443].includes(port))).toEqual(ports);
});

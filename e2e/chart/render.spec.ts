import { expect, it, describe } from 'vitest';
import { chart, deployments, envOf, find, fromMatrix, helm, matrix, render, renderAnew, renderValues } from './helm.ts';
import { services } from '../services.ts';

describe.each(matrix)('with the values %s', (name) => {
  it('passes helm lint', async () => {
    const { code, stdout } = await helm(['lint', '--strict', chart, ...fromMatrix(name)]);
    expect({ code, stdout }).toMatchObject({ code: 0 });
  });

  it('gives every object its labels, and no name twice', async () => {
    const objects = await render(...fromMatrix(name));
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
    expect(names).toEqual([...new Set(names)]);
    for (const { metadata } of objects) {
      expect(metadata.labels).toMatchObject({
        'app.kubernetes.io/instance': 'r',
        'app.kubernetes.io/managed-by': 'Helm',
        'app.kubernetes.io/part-of': 'dogwatch',
      });
    }
  });

  it('points every Service at ports that pods have', async () => {
    const objects = await render(...fromMatrix(name));
    for (const service of objects.filter(({ kind }) => kind === 'Service')) {
      const component = service.metadata.labels['app.kubernetes.io/component'];
      const owner = objects.find(
        ({ kind, metadata }) =>
          ['Deployment', 'StatefulSet'].includes(kind) && metadata.labels['app.kubernetes.io/component'] === component,
      );
      const container = owner?.['spec'].template.spec.containers[0];
      const ports = container.ports.map(({ name }: { name: string }) => name);
      for (const { targetPort } of service['spec'].ports) expect(ports).toContain(targetPort);
      expect(owner?.['spec'].selector.matchLabels).toEqual(service['spec'].selector);
    }
  });

  it('lets nothing run as root or write to its image', async () => {
    const objects = await render(...fromMatrix(name));
    const pods = objects.flatMap((object) => {
      if (object.kind === 'Pod') return [object['spec']];
      return object['spec']?.template?.spec === undefined ? [] : [object['spec'].template.spec];
    });
    expect(pods.length).toBeGreaterThan(0);
    for (const pod of pods) {
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      for (const { securityContext } of pod.containers)
        expect(securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
    }
  });
});

describe('as it comes', () => {
  it('runs all services, NATS and the CRDs', async () => {
    const objects = await render();
    expect(deployments(objects)).toEqual(services);
    expect(find(objects, 'StatefulSet', 'nats')['spec'].replicas).toBe(1);
    const crds = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
    expect(crds.map(({ metadata }) => metadata.annotations)).toEqual(
      Array.from({ length: 5 }, () => ({ 'helm.sh/resource-policy': 'keep' })),
    );
  });

  it('is the same at every rendering without a cluster: no Secret is made up', async () => {
    const [first, second] = await Promise.all([renderAnew(), renderAnew()]);
    expect(first).toEqual(second);
    expect(first.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const env = find(first, 'Job', 'make-secrets')['spec'].template.spec.containers[0].env;
    const secrets = JSON.parse(env.find(({ name }: { name: string }) => name === 'SECRETS').value);
    expect(secrets).toEqual({
      'r-dogwatch-cluster-agent': ['token'],
      'r-dogwatch-nats': [...services, 'cli', 'cluster'].sort(),
    });
    expect(find(first, 'APIService', 'v1beta1.external.metrics.k8s.io')['spec'].insecureSkipTLSVerify).toBe(true);
  });

  it('waits for the Secret that the tutorials make', async () => {
    const volumes = find(await render(), 'Deployment', 'metrics-poller')['spec'].template.spec.volumes;
    const sources = volumes.find(({ name }: { name: string }) => name === 'credentials').projected.sources;
    expect(sources.map(({ secret }: { secret: { name: string } }) => secret.name)).toEqual([
      'datadog-secret',
      'datadog-secret',
    ]);
  });

  it('gives tokens only to those who talk to the API server', async () => {
    const objects = await render();
    const talking = services.filter(
      (app) => find(objects, 'Deployment', app)['spec'].template.spec.automountServiceAccountToken,
    );
    expect(talking).toEqual(['admission-webhook', 'external-metrics-api', 'metrics-poller', 'monitor-sync']);
  });
});

describe('each service', () => {
  it.each(services)('%s is switched, scaled and placed on its own', async (app) => {
    const key = app.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const own = await renderValues({
      [key]: {
        autoscaling: { enabled: true, minReplicas: 3, targetCPUUtilizationPercentage: 60 },
        pdb: { maxUnavailable: '25%' },
        resources: { requests: { cpu: '1' } },
        nodeSelector: { disk: 'ssd' },
        tolerations: [{ operator: 'Exists' }],
        affinity: { nodeAffinity: {} },
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
        priorityClassName: 'high',
        env: [{ name: 'DD_LOG_LEVEL', value: 'debug' }],
        envDict: { NUMBER: 1_000_000 },
        extraVolumes: [{ name: 'v', emptyDir: {} }],
        extraVolumeMounts: [{ name: 'v', mountPath: '/v' }],
        podAnnotations: { a: 'b' },
        serviceAccount: { name: 'mine' },
      },
    });
    const { spec, metadata } = find(own, 'Deployment', app)['spec'].template;
    expect(find(own, 'Deployment', app)['spec'].replicas).toBeUndefined();
    expect(find(own, 'HorizontalPodAutoscaler', app)['spec']).toMatchObject({ minReplicas: 3, maxReplicas: 10 });
    expect(find(own, 'PodDisruptionBudget', app)['spec'].maxUnavailable).toBe('25%');
    expect(spec).toMatchObject({
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ operator: 'Exists' }],
      affinity: { nodeAffinity: {} },
      priorityClassName: 'high',
      serviceAccountName: 'mine',
    });
    expect(spec.topologySpreadConstraints[0].labelSelector.matchLabels).toMatchObject({
      'app.kubernetes.io/component': app,
    });
    expect(metadata.annotations).toMatchObject({ a: 'b' });
    expect(envOf(own, app)).toMatchObject({ DD_LOG_LEVEL: 'debug', NUMBER: '1000000' });
    expect(spec.containers[0].resources.requests).toEqual({ cpu: '1', memory: '128Mi' });
    expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'v', mountPath: '/v' });
    const others = services.filter((other) => other !== app);
    for (const other of others)
      expect(find(own, 'Deployment', other)['spec'].template.spec.priorityClassName).toBeUndefined();
    expect(deployments(await renderValues({ [key]: { enabled: false } }))).toEqual(others);
  });

  it('gets its defaults from one place', async () => {
    const objects = await renderValues({ defaults: { priorityClassName: 'all', resources: { limits: { cpu: '2' } } } });
    for (const app of services)
      expect(find(objects, 'Deployment', app)['spec'].template.spec).toMatchObject({
        priorityClassName: 'all',
        containers: [{ resources: { limits: { cpu: '2', memory: '512Mi' } } }],
      });
  });
});

describe('an end in good order', () => {
  it('takes the time that the pod has, less what load balancers and the process need', async () => {
    const objects = await renderValues({
      metricsPoller: { terminationGracePeriodSeconds: 90 },
      kedaScaler: { terminationGracePeriodSeconds: 3 },
    });
    expect(envOf(objects, 'monitor-sync')).toMatchObject({ DD_SHUTDOWN_DELAY: '5s', DD_SHUTDOWN_TIMEOUT: '25s' });
    expect(envOf(objects, 'metrics-poller')).toMatchObject({ DD_SHUTDOWN_TIMEOUT: '75s' });
    expect(envOf(objects, 'keda-scaler')).toMatchObject({ DD_SHUTDOWN_TIMEOUT: '1s' });
  });

  it('is no matter of a budget where a service has one pod', async () => {
    const objects = await renderValues({ defaults: { replicas: 1 }, metricsPoller: { replicas: 1 } });
    const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
    expect(budgets.map(({ metadata }) => metadata.name)).not.toContain('r-dogwatch-monitor-sync');
    expect(budgets.map(({ metadata }) => metadata.name)).not.toContain('r-dogwatch-metrics-poller');
    for (const { spec } of budgets) expect(spec.maxUnavailable).toBe(1);
  });
});

describe('NATS', () => {
  it('is replaced one server at a time: one has started when its streams are as those of the others', async () => {
    const objects = await render('--set', 'nats.replicas=3');
    const [container] = find(objects, 'StatefulSet', 'nats')['spec'].template.spec.containers;
    expect(container.startupProbe.httpGet.path).toBe('/healthz');
    // one that copies a large stream is not to be stopped
    expect(container.startupProbe.periodSeconds * container.startupProbe.failureThreshold).toBe(600);
  });

  it('forms a cluster from three servers on, and log streams get three copies', async () => {
    const objects = await render('--set', 'nats.replicas=3');
    const config = find(objects, 'ConfigMap', 'nats')['data']['nats.conf'];
    expect(config).toContain('$ROUTE_2');
    expect(envOf(objects, 'log-preprocessor')).toMatchObject({ DD_LOG_PREPROCESSOR_QUEUE_REPLICAS: '3' });
  });

  it('leaves streams a part of the volume, whose class may be one that makes none', async () => {
    const objects = await renderValues({ nats: { jetstream: { size: '10Gi', storageClassName: '' } } });
    const [claim] = find(objects, 'StatefulSet', 'nats')['spec'].volumeClaimTemplates;
    expect(claim.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: '',
      resources: { requests: { storage: '10Gi' } },
    });
    expect(find(objects, 'ConfigMap', 'nats')['data']['nats.conf']).toContain(`max_file_store: ${9 * 2 ** 30}\n`);
    const [usual] = find(await render(), 'StatefulSet', 'nats')['spec'].volumeClaimTemplates;
    expect(usual.spec).not.toHaveProperty('storageClassName');
  });

  it('gives each service a user of its own', async () => {
    const objects = await render();
    for (const app of services)
      expect(envOf(objects, app)).toMatchObject({
        NATS_USER: app,
        NATS_INBOX_PREFIX: `_INBOX_${app}`,
        NATS_PASSWORD: { secretKeyRef: { name: 'r-dogwatch-nats', key: app } },
      });
  });

  it('may be somewhere else', async () => {
    const objects = await render('--set', 'nats.external.url=nats://far:4222');
    expect(objects.filter(({ kind }) => kind === 'StatefulSet')).toEqual([]);
    expect(envOf(objects, 'keda-scaler')).toMatchObject({ NATS_URL: 'nats://far:4222' });
    expect(envOf(objects, 'keda-scaler')).not.toHaveProperty('NATS_USER');
  });
});

describe('the fences', () => {
  it('let clients and the release in, and everybody to the API and the webhook', async () => {
    const objects = await render(...fromMatrix('large'));
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies).toHaveLength(services.length + 1);
    const ofLogs = find(objects, 'NetworkPolicy', 'log-preprocessor')['spec'];
    expect(
      ofLogs.ingress.find(({ ports }: { ports: { port: string }[] }) => ports[0]?.port === 'http').from,
    ).toHaveLength(2);
    const ofApi = find(objects, 'NetworkPolicy', 'external-metrics-api')['spec'];
    expect(
      ofApi.ingress.find(({ ports }: { ports: { port: string }[] }) => ports[0]?.port === 'https').from,
    ).toBeUndefined();
  });
});

import { createHash } from 'node:crypto';
import type { Answer } from './answer.js';
import { group, groupVersion, version } from './api-objects.js';

type Json = Readonly<Record<string, unknown>>;
type Ref = (name: string) => Json;

const title = 'external-metrics-api';
const metav1 = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const metrics = `io.k8s.metrics.pkg.apis.external_metrics.${version}`;
const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

function text(description: string): Json {
  return { type: 'string', description };
}

function listOf(items: Json, description: string): Json {
  return { type: 'array', items, description };
}

const typeMeta = {
  apiVersion: text('Version of the schema of this object.'),
  kind: text('What this object is.'),
};

function schemas(ref: Ref): Json {
  return {
    [quantity]: text('A number with an optional unit suffix, such as 250m, 1.5 or 3Gi.'),
    [`${metav1}.Time`]: { ...text('An RFC 3339 time.'), format: 'date-time' },
    [`${metav1}.ListMeta`]: {
      type: 'object',
      description: 'Metadata of a list.',
      properties: {
        continue: text('Not used: lists are never paged.'),
        resourceVersion: text('Not used: values are not watched.'),
        selfLink: text('Not used.'),
      },
    },
    [`${metav1}.APIResource`]: {
      type: 'object',
      description: 'A resource of the API.',
      required: ['name', 'singularName', 'namespaced', 'kind', 'verbs'],
      properties: {
        name: text('Plural name.'),
        singularName: text('Singular name.'),
        namespaced: { type: 'boolean', description: 'Whether it lives in namespaces.' },
        kind: text('Kind of what is answered.'),
        verbs: listOf({ type: 'string' }, 'What can be done with it.'),
      },
    },
    [`${metav1}.APIResourceList`]: {
      type: 'object',
      description: 'The resources of a group version.',
      required: ['groupVersion', 'resources'],
      properties: {
        ...typeMeta,
        groupVersion: text('The group version.'),
        resources: listOf(ref(`${metav1}.APIResource`), 'The resources.'),
      },
      'x-kubernetes-group-version-kind': [{ group: '', kind: 'APIResourceList', version: 'v1' }],
    },
    ...metricSchemas(ref),
  };
}

function metricSchemas(ref: Ref): Json {
  return {
    [`${metrics}.ExternalMetricValue`]: {
      type: 'object',
      description: 'One value of an external metric.',
      required: ['metricName', 'metricLabels', 'timestamp', 'value'],
      properties: {
        ...typeMeta,
        metricName: text('Name of the metric, in lower case.'),
        metricLabels: { type: 'object', additionalProperties: { type: 'string' }, description: 'Always null.' },
        timestamp: ref(`${metav1}.Time`),
        window: { type: 'integer', format: 'int64', description: 'Not used.' },
        value: ref(quantity),
      },
      'x-kubernetes-group-version-kind': [{ group, kind: 'ExternalMetricValue', version }],
    },
    [`${metrics}.ExternalMetricValueList`]: {
      type: 'object',
      description: 'The values of an external metric; autoscalers add them up.',
      required: ['items'],
      properties: {
        ...typeMeta,
        metadata: ref(`${metav1}.ListMeta`),
        items: listOf(ref(`${metrics}.ExternalMetricValue`), 'The values: one.'),
      },
      'x-kubernetes-group-version-kind': [{ group, kind: 'ExternalMetricValueList', version }],
    },
  };
}

type Operation = (id: string, description: string, answer: string) => Json;
type Parameter = (name: string, place: 'path' | 'query', description: string) => Json;

function paths({ operation, parameter }: Dialect): Json {
  return {
    [`/apis/${groupVersion}/`]: {
      get: operation('getExternalMetricsV1beta1APIResources', 'Lists the resources.', `${metav1}.APIResourceList`),
    },
    [`/apis/${groupVersion}/namespaces/{namespace}/{resource}`]: {
      parameters: [
        parameter('namespace', 'path', 'Namespace of the autoscaler.'),
        parameter('resource', 'path', 'Metric: datadogmetric@NAMESPACE:NAME, or a Datadog metric name.'),
        parameter('labelSelector', 'query', 'Narrows a Datadog metric by tags.'),
        parameter('pretty', 'query', 'Whether JSON is indented.'),
      ],
      get: {
        ...operation('listExternalMetricsV1beta1', 'Reads a metric.', `${metrics}.ExternalMetricValueList`),
        'x-kubernetes-group-version-kind': { group, kind: 'ExternalMetricValueList', version },
        'x-kubernetes-action': 'list',
      },
    },
  };
}

const info = { title, version };
const mediaTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

interface Dialect {
  readonly ref: Ref;
  readonly operation: Operation;
  readonly parameter: Parameter;
}

const refV2: Ref = (name) => ({ $ref: `#/definitions/${name}` });
const refV3: Ref = (name) => ({ $ref: `#/components/schemas/${name}` });

const dialectV2: Dialect = {
  ref: refV2,
  operation: (operationId, description, answer) => ({
    description,
    operationId,
    produces: mediaTypes,
    schemes: ['https'],
    responses: { '200': { description: 'OK', schema: refV2(answer) }, '401': { description: 'Unauthorized' } },
  }),
  parameter: (name, place, description) => ({
    name,
    in: place,
    description,
    type: 'string',
    required: place === 'path',
    uniqueItems: true,
  }),
};

const dialectV3: Dialect = {
  ref: refV3,
  operation: (operationId, description, answer) => ({
    description,
    operationId,
    responses: {
      '200': {
        description: 'OK',
        content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: refV3(answer) }])),
      },
      '401': { description: 'Unauthorized' },
    },
  }),
  parameter: (name, place, description) => ({
    name,
    in: place,
    description,
    schema: { type: 'string' },
    required: place === 'path',
  }),
};

function toDocument(json: Json): Extract<Answer, { type: 'document' }> & { readonly etag: string } {
  const text = JSON.stringify(json);
  return { type: 'document', json: text, etag: `"${createHash('sha256').update(text).digest('hex').toUpperCase()}"` };
}

/** The OpenAPI documents by path: v2, the index of v3, and v3 of the one group version. */
export function openApiDocuments(): ReadonlyMap<string, Answer> {
  const v3Path = `/openapi/v3/apis/${groupVersion}`;
  const components = { schemas: schemas(refV3) };
  const v3Document = toDocument({ openapi: '3.0.0', info, paths: paths(dialectV3), components });
  const serverRelativeURL = `${v3Path}?hash=${v3Document.etag.slice(1, -1)}`;
  const v2Document = toDocument({ swagger: '2.0', info, paths: paths(dialectV2), definitions: schemas(refV2) });
  return new Map<string, Answer>([
    ['/openapi/v2', v2Document],
    ['/openapi/v3', toDocument({ paths: { [`apis/${groupVersion}`]: { serverRelativeURL } } })],
    [v3Path, v3Document],
  ]);
}

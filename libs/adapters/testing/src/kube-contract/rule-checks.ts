import { deepEqual, equal, ok } from 'node:assert/strict';
import { datadogMetricCrd, toManifest } from '@dogwatch/crds';
import { coreResources } from '@dogwatch/kube';
import type { KubeClient, SubjectAccessReview } from '@dogwatch/kube';
import { listAt, objectAt, pick, textAt } from '../json/json.js';
import { callApi, createMetric, eventually, metric, metricsPath, must, mustRefuse } from './contract-check.js';
import type { ContractCheck } from './contract-check.js';

const { customResourceDefinitions, datadogMetrics, events, leases, roleBindings, roles } = coreResources;
const { subjectAccessReviews, tokenReviews } = coreResources;

async function isAllowed(client: KubeClient, spec: SubjectAccessReview['spec']): Promise<boolean> {
  return must(await client.create(subjectAccessReviews, { spec })).status?.allowed === true;
}

/** What the server checks, and whom it lets do what. */
export const ruleChecks: readonly ContractCheck[] = [
  {
    name: 'our CustomResourceDefinition is accepted and established',
    async run({ client }) {
      const object = toManifest(datadogMetricCrd);
      const key = { name: textAt(object, 'metadata', 'name') };
      must(
        await client.patch(customResourceDefinitions, key, {
          type: 'apply',
          object,
          fieldManager: 'dogwatch',
          force: true,
        }),
      );
      await eventually('Established', async () => {
        const conditions = must(await client.get(customResourceDefinitions, key)).status?.conditions ?? [];
        return conditions.some(({ type, status }) => type === 'Established' && status === 'True');
      });
    },
  },
  {
    name: 'fields that the schema does not know are dropped',
    async run({ client, namespace }) {
      const body = { ...metric(namespace, 'a'), apiVersion: 'datadoghq.com/v1alpha1', kind: 'DatadogMetric', more: 1 };
      const created = await callApi(client, 'POST', metricsPath(namespace), {
        body: { ...body, spec: { maxAge: '5d', other: 1 } },
      });
      equal(created.code, 201);
      deepEqual(objectAt(created.body, 'spec'), { maxAge: '5d' });
      equal('more' in objectAt(created.body), false);
    },
  },
  {
    name: 'a value of the wrong type is refused, with its field as a cause',
    async run({ client, namespace }) {
      const body = {
        apiVersion: 'datadoghq.com/v1alpha1',
        kind: 'DatadogMetric',
        metadata: { name: 'a' },
        spec: { query: 1 },
      };
      const refused = await callApi(client, 'POST', metricsPath(namespace), { body });
      deepEqual([refused.code, textAt(refused.body, 'reason')], [422, 'Invalid']);
      const cause = {
        reason: 'FieldValueTypeInvalid',
        message: 'Invalid value: "integer": spec.query in body must be of type string: "integer"',
        field: 'spec.query',
      };
      deepEqual(listAt(refused.body, 'details', 'causes'), [cause]);
      equal(textAt(refused.body, 'details', 'kind'), 'DatadogMetric');
    },
  },
  {
    name: 'a status must have what the schema requires, and its conditions a known status and real times',
    async run(context) {
      const { client, namespace } = context;
      const { metadata } = await createMetric(context, 'a');
      const conditions = [{ type: 'Valid', status: 'Perhaps', lastUpdateTime: 'noon' }];
      const body = { apiVersion: 'datadoghq.com/v1alpha1', kind: 'DatadogMetric', metadata, status: { conditions } };
      const refused = await callApi(client, 'PUT', `${metricsPath(namespace)}/a/status`, { body });
      equal(refused.code, 422);
      const fields = listAt(refused.body, 'details', 'causes').map((cause) => textAt(cause, 'field'));
      const wanted = ['status.conditions[0].lastUpdateTime', 'status.conditions[0].status', 'status.currentValue'];
      deepEqual(fields.toSorted(), wanted);
    },
  },
  {
    name: 'a condition may have null for its times',
    async run(context) {
      const { metadata } = await createMetric(context, 'a');
      const conditions = [{ type: 'Valid', status: 'True' as const, lastTransitionTime: null }];
      must(await context.client.replaceStatus(datadogMetrics, { metadata, status: { currentValue: '1', conditions } }));
    },
  },
  {
    name: 'the name of a custom resource must be a DNS name',
    async run({ client, namespace }) {
      mustRefuse(await client.create(datadogMetrics, metric(namespace, 'Not_A_Name')), 422, 'Invalid');
    },
  },
  {
    name: 'a Lease takes times with microseconds only, and no replacement without a resourceVersion',
    async run({ client, namespace }) {
      const lease = (renewTime: string) => ({
        metadata: { namespace, name: 'a' },
        spec: { holderIdentity: 'me', renewTime },
      });
      mustRefuse(await client.create(leases, lease('2024-05-01T12:00:00Z')), 400, 'BadRequest');
      const created = must(await client.create(leases, lease('2024-05-01T12:00:00.123456Z')));
      equal(created.spec?.renewTime, '2024-05-01T12:00:00.123456Z');
      mustRefuse(await client.replace(leases, lease('2024-05-01T12:00:01.000000Z')), 422, 'Invalid');
    },
  },
  {
    name: 'an Event is stored',
    async run({ client, namespace }) {
      const involvedObject = { kind: 'DatadogMetric', namespace, name: 'a' };
      const event = {
        metadata: { namespace, name: 'a' },
        involvedObject,
        reason: 'Why',
        message: 'what',
        type: 'Normal',
      };
      const created = must(await client.create(events, event));
      deepEqual(pick({ ...created }, ['reason', 'message', 'type']), pick(event, ['reason', 'message', 'type']));
    },
  },
  {
    name: 'a token that nobody has is not authenticated',
    async run({ client }) {
      const review = must(await client.create(tokenReviews, { spec: { token: 'nobody' } }));
      ok(review.status?.authenticated !== true);
      mustRefuse(await client.create(tokenReviews, { spec: {} }), 400, 'BadRequest');
    },
  },
  {
    name: 'members of system:masters may do all, others what a role allows, by the name of the resource',
    async run({ client, namespace }) {
      const group = 'external.metrics.k8s.io';
      const about = (resource: string) => ({ namespace, verb: 'list', group, version: 'v1beta1', resource });
      equal(await isAllowed(client, { user: 'x', groups: ['system:masters'], resourceAttributes: about('one') }), true);
      equal(await isAllowed(client, { user: 'reader', resourceAttributes: about('datadogmetric@a:one') }), false);
      const metadata = { namespace, name: 'one' };
      const rules = [{ apiGroups: [group], resources: ['datadogmetric@a:one'], verbs: ['get', 'list'] }];
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'one' };
      const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'reader' }];
      const role = { metadata, rules };
      const binding = { metadata, roleRef, subjects };
      must(await client.create(roles, role));
      must(await client.create(roleBindings, binding));
      const reader = { user: 'reader' };
      await eventually('the role', async () =>
        isAllowed(client, { ...reader, resourceAttributes: about('datadogmetric@a:one') }),
      );
      equal(await isAllowed(client, { ...reader, resourceAttributes: about('datadogmetric@a:two') }), false);
      const elsewhere = { ...about('datadogmetric@a:one'), namespace: 'default' };
      equal(await isAllowed(client, { ...reader, resourceAttributes: elsewhere }), false);
    },
  },
  {
    name: 'everybody who is authenticated may discover, and a review asks for one thing',
    async run({ client }) {
      const groups = ['system:authenticated'];
      equal(
        await isAllowed(client, { user: 'x', groups, nonResourceAttributes: { path: '/apis', verb: 'get' } }),
        true,
      );
      equal(
        await isAllowed(client, { user: 'x', groups, nonResourceAttributes: { path: '/metrics', verb: 'get' } }),
        false,
      );
      mustRefuse(await client.create(subjectAccessReviews, { spec: { user: 'x' } }), 422, 'Invalid');
    },
  },
];

import { type ApiGroup, type ApiGroupList, type ApiResourceList, group, groupVersion, version } from './api-objects.js';

const served = { groupVersion, version };
const apiGroup = { name: group, versions: [served], preferredVersion: served };

/** `GET /apis/external.metrics.k8s.io`. */
export const groupDocument: ApiGroup = { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup };

/** `GET /apis`. */
export const groupListDocument: ApiGroupList = { kind: 'APIGroupList', apiVersion: 'v1', groups: [apiGroup] };

/**
 * `GET /apis/external.metrics.k8s.io/v1beta1`. One fixed entry stands for all metrics: an empty list breaks clients that
 * walk through discovery, and thousands of entries burden them.
 */
export const resourceListDocument: ApiResourceList = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: [
    {
      name: 'externalmetrics',
      singularName: '',
      namespaced: true,
      kind: 'ExternalMetricValueList',
      verbs: ['get'],
    },
  ],
};

import type {
  ApiGroup,
  ApiObject,
  ApiResource,
  ApiResourceList,
  ExternalMetricValue,
  Status,
  StatusDetails,
} from '../api-objects.js';
import { booleanField, integerField, messageField, textField } from './protobuf-writer.js';

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/**
 * The protobuf form of a Kubernetes object: the magic `k8s\0`, then runtime.Unknown around the object's own message. Field
 * numbers are those of the generated.proto of k8s.io/metrics and k8s.io/apimachinery (apis/meta/v1).
 */
export function encodeProtobuf(object: ApiObject): Buffer {
  return Buffer.concat([
    magic,
    messageField(1, [textField(1, object.apiVersion), textField(2, object.kind)]),
    messageField(2, toFields(object)),
    textField(3, ''),
    textField(4, ''),
  ]);
}

function toFields(object: ApiObject): Buffer[] {
  switch (object.kind) {
    case 'ExternalMetricValueList':
      return [listMeta, ...object.items.map((item) => messageField(2, valueFields(item)))];
    case 'APIResourceList':
      return resourceListFields(object);
    case 'APIGroup':
      return groupFields(object);
    case 'APIGroupList':
      return object.groups.map((group) => messageField(1, groupFields(group)));
    default:
      return statusFields(object);
  }
}

// selfLink, resourceVersion and continue, all empty
const listMeta = messageField(1, [textField(1, ''), textField(2, ''), textField(3, '')]);

function valueFields({ metricName, timestamp, value }: ExternalMetricValue): Buffer[] {
  const seconds = Math.floor(Date.parse(timestamp) / 1000);
  return [
    textField(1, metricName),
    messageField(3, [integerField(1, seconds), integerField(2, 0)]),
    messageField(5, [textField(1, value)]),
  ];
}

function statusFields(status: Status): Buffer[] {
  return [
    listMeta,
    textField(2, status.status),
    textField(3, status.message),
    textField(4, status.reason),
    ...(status.details === undefined ? [] : [messageField(5, detailsFields(status.details))]),
    integerField(6, status.code),
  ];
}

function detailsFields({ name = '', group = '', kind = '', causes = [] }: StatusDetails): Buffer[] {
  return [
    textField(1, name),
    textField(2, group),
    textField(3, kind),
    ...causes.map(({ reason = '', message, field = '' }) =>
      messageField(4, [textField(1, reason), textField(2, message), textField(3, field)]),
    ),
    integerField(5, 0),
    textField(6, ''),
  ];
}

function resourceListFields({ groupVersion, resources }: ApiResourceList): Buffer[] {
  return [textField(1, groupVersion), ...resources.map((resource) => messageField(2, resourceFields(resource)))];
}

function resourceFields({ name, namespaced, kind, verbs, singularName }: ApiResource): Buffer[] {
  return [
    textField(1, name),
    booleanField(2, namespaced),
    textField(3, kind),
    messageField(
      4,
      verbs.map((verb) => textField(1, verb)),
    ),
    textField(6, singularName),
    textField(8, ''),
    textField(9, ''),
    textField(10, ''),
  ];
}

function groupFields({ name, versions, preferredVersion }: Omit<ApiGroup, 'apiVersion' | 'kind'>): Buffer[] {
  return [
    textField(1, name),
    ...versions.map((one) => messageField(2, versionFields(one))),
    messageField(3, versionFields(preferredVersion)),
  ];
}

function versionFields({ groupVersion, version }: ApiGroup['preferredVersion']): Buffer[] {
  return [textField(1, groupVersion), textField(2, version)];
}

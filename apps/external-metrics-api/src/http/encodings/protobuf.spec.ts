import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { groupDocument, groupListDocument, resourceListDocument } from '../discovery.js';
import { type ApiObject, toValueList } from '../api-objects.js';
import { forbidden } from '../../authorization/forbidden.js';
import { anonymous } from '../../authentication/identity.js';
import { parseRequestInfo } from '../request-info.js';
import { internalError } from '../status.js';
import { encodeProtobuf } from './protobuf.js';

// the messages as k8s.io declares them, read by another implementation
const { root } = protobuf.parse(`
  syntax = "proto2";
  message TypeMeta { optional string apiVersion = 1; optional string kind = 2; }
  message Unknown { optional TypeMeta typeMeta = 1; optional bytes raw = 2; optional string contentEncoding = 3; optional string contentType = 4; }
  message ListMeta { optional string selfLink = 1; optional string resourceVersion = 2; optional string continue = 3; }
  message Time { optional int64 seconds = 1; optional int32 nanos = 2; }
  message Quantity { optional string string = 1; }
  message ExternalMetricValue { optional string metricName = 1; map<string, string> metricLabels = 2; optional Time timestamp = 3; optional int64 window = 4; optional Quantity value = 5; }
  message ExternalMetricValueList { optional ListMeta metadata = 1; repeated ExternalMetricValue items = 2; }
  message StatusCause { optional string reason = 1; optional string message = 2; optional string field = 3; }
  message StatusDetails { optional string name = 1; optional string group = 2; optional string kind = 3; repeated StatusCause causes = 4; optional int32 retryAfterSeconds = 5; optional string uid = 6; }
  message Status { optional ListMeta metadata = 1; optional string status = 2; optional string message = 3; optional string reason = 4; optional StatusDetails details = 5; optional int32 code = 6; }
  message Verbs { repeated string items = 1; }
  message APIResource { optional string name = 1; optional bool namespaced = 2; optional string kind = 3; optional Verbs verbs = 4; repeated string shortNames = 5; optional string singularName = 6; repeated string categories = 7; optional string group = 8; optional string version = 9; optional string storageVersionHash = 10; }
  message APIResourceList { optional string groupVersion = 1; repeated APIResource resources = 2; }
  message GroupVersionForDiscovery { optional string groupVersion = 1; optional string version = 2; }
  message APIGroup { optional string name = 1; repeated GroupVersionForDiscovery versions = 2; optional GroupVersionForDiscovery preferredVersion = 3; }
  message APIGroupList { repeated APIGroup groups = 1; }
`);

function decode(object: ApiObject): unknown {
  const bytes = encodeProtobuf(object);
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('k8s\0');
  const envelope = root.lookupType('Unknown').decode(bytes.subarray(4)).toJSON();
  expect(envelope['typeMeta']).toEqual({ apiVersion: object.apiVersion, kind: object.kind });
  const type = root.lookupType(object.kind);
  return type.toObject(type.decode(Buffer.from(envelope['raw'], 'base64')), { longs: Number });
}

describe('the protobuf encoding', () => {
  test('of values', () => {
    const items = [
      { metricName: 'größe', metricLabels: null, timestamp: '2026-02-03T04:05:06Z', value: '12500m' },
      { metricName: 'x'.repeat(300), metricLabels: null, timestamp: '1970-01-01T00:00:00Z', value: '0' },
    ];
    expect(decode(toValueList(items))).toEqual({
      metadata: { selfLink: '', resourceVersion: '', continue: '' },
      items: [
        { metricName: 'größe', timestamp: { seconds: 1_770_091_506, nanos: 0 }, value: { string: '12500m' } },
        { metricName: 'x'.repeat(300), timestamp: { seconds: 0, nanos: 0 }, value: { string: '0' } },
      ],
    });
    expect(decode(toValueList([]))).toEqual({ metadata: { selfLink: '', resourceVersion: '', continue: '' } });
  });

  test('of failures', () => {
    expect(decode(internalError('boom'))).toMatchObject({
      status: 'Failure',
      message: 'Internal error occurred: boom',
      reason: 'InternalError',
      details: { causes: [{ message: 'boom' }] },
      code: 500,
    });
    const info = parseRequestInfo('GET', '/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/queue');
    expect(decode(forbidden(anonymous, info!, ''))).toMatchObject({
      details: { group: 'external.metrics.k8s.io', kind: 'queue' },
      code: 403,
    });
  });

  test('of discovery', () => {
    const served = { groupVersion: 'external.metrics.k8s.io/v1beta1', version: 'v1beta1' };
    const group = { name: 'external.metrics.k8s.io', versions: [served], preferredVersion: served };
    expect(decode(groupDocument)).toEqual(group);
    expect(decode(groupListDocument)).toEqual({ groups: [group] });
    expect(decode(resourceListDocument)).toMatchObject({
      groupVersion: served.groupVersion,
      resources: [{ name: 'externalmetrics', namespaced: true, verbs: { items: ['get'] } }],
    });
  });
});

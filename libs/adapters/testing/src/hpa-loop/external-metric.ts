import type { MetricIdentifier } from '@dogwatch/kube';
import { fromObjectSelector, parseQuantity, printLabelSelector, toMillis } from '@dogwatch/scaling';
import protobuf from 'protobufjs';
import { isJsonObject, listAt, objectAt, textAt } from '../json/json.js';

/** The request that the HPA controller makes for an external metric. */
export interface ExternalMetricRequest {
  readonly path: string;
  /** Without `labelSelector` when the metric has no selector. */
  readonly query: Readonly<Record<string, string>>;
  readonly accept: string;
}

/** What a metric measures, in thousandths, or why that is unknown. */
export type Usage = { readonly ok: true; readonly millis: bigint } | { readonly ok: false; readonly message: string };

const groupPath = '/apis/external.metrics.k8s.io/v1beta1';
const largestMillis = 2n ** 63n - 1n;

// The messages that travel as application/vnd.kubernetes.protobuf (k8s.io/apimachinery, k8s.io/metrics).
const { root } = protobuf.parse(`
  syntax = "proto2";
  message Unknown { optional bytes raw = 2; }
  message Status { optional string message = 3; }
  message Quantity { optional string string = 1; }
  message Value { optional string metricName = 1; optional Quantity value = 5; }
  message ValueList { repeated Value items = 2; }
`);
const magic = Buffer.from('k8s\0');

/** The name is in lower case, the selector sorted by key; `@` and `:` stay as they are. */
export function toExternalMetricRequest(
  namespace: string,
  { name, selector }: MetricIdentifier,
): ExternalMetricRequest {
  const labelSelector = printLabelSelector(fromObjectSelector(selector));
  const segment = encodeURIComponent(name.toLowerCase()).replaceAll('%40', '@').replaceAll('%3A', ':');
  return {
    path: `${groupPath}/namespaces/${namespace}/${segment}`,
    query: labelSelector === '' ? {} : { labelSelector },
    accept: 'application/vnd.kubernetes.protobuf, */*',
  };
}

/** The sum of all items of an answer (JSON or protobuf); an empty list and every refusal are errors. Timestamps are not looked at. */
export function readExternalMetric(code: number, contentType: string, body: Buffer): Usage {
  const isProtobuf = contentType.startsWith('application/vnd.kubernetes.protobuf');
  const answer = parseAnswer(isProtobuf ? toJson(body, code === 200 ? 'ValueList' : 'Status') : body.toString());
  if (code !== 200) {
    const message = textAt(answer, 'message') || `the server answered ${code}: ${body.toString().slice(0, 500)}`;
    return { ok: false, message: `unable to fetch metrics from external metrics API: ${message}` };
  }
  const items = listAt(answer, 'items');
  if (items.length === 0) return { ok: false, message: 'no metrics returned from external metrics API' };
  return sumMillis(items.map((item) => objectAt(item)['value']));
}

function toJson(body: Buffer, type: string): string {
  const envelope = root.lookupType('Unknown').toObject(root.lookupType('Unknown').decode(body.subarray(magic.length)));
  const raw: unknown = envelope['raw'];
  const message = root.lookupType(type).decode(raw instanceof Uint8Array ? raw : new Uint8Array());
  return JSON.stringify(message.toJSON());
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sumMillis(values: readonly unknown[]): Usage {
  let sum = 0n;
  for (const value of values) {
    const text = isJsonObject(value) ? textAt(value, 'string') : String(value);
    const parsed = parseQuantity(text);
    if (!parsed.ok)
      return { ok: false, message: `unable to fetch metrics from external metrics API: ${parsed.message}` };
    const millis = toMillis(parsed.quantity);
    // The controller's 64-bit thousandths cannot hold it; it then reads zero.
    sum += millis > largestMillis || millis < -largestMillis ? 0n : millis;
  }
  return { ok: true, millis: sum > largestMillis ? largestMillis : sum };
}
